import { expect, test } from 'vitest';
import { newConversation } from '../testing/memoryServer.ts';
import { groupByDay } from './groupByDay.ts';

const now = new Date(2026, 10, 22, 9, 30);
const updated = (title: string, ...date: [number, number, number, number]) =>
  newConversation({ title, updatedAt: new Date(...date).toISOString() });

const shape = (groups: ReturnType<typeof groupByDay>) =>
  groups.map(({ kind, conversations }) => [kind, ...conversations.map(({ title }) => title)]);

test('conversations are grouped by the calendar day of the person, the latest first', () => {
  const groups = groupByDay(
    [
      updated('just before midnight', 2026, 10, 21, 23),
      updated('this morning', 2026, 10, 22, 8),
      updated('just after midnight', 2026, 10, 22, 0),
      updated('six days ago', 2026, 10, 16, 12),
      updated('a week ago', 2026, 10, 15, 12),
      updated('last spring', 2026, 3, 2, 12),
      updated('later last spring', 2026, 3, 20, 12),
      updated('last year', 2025, 3, 2, 12),
    ],
    now,
  );
  expect(shape(groups)).toEqual([
    ['today', 'this morning', 'just after midnight'],
    ['yesterday', 'just before midnight'],
    ['week', 'six days ago'],
    ['month', 'a week ago'],
    ['older', 'later last spring', 'last spring'],
    ['older', 'last year'],
  ]);
  expect(groups.at(-1)?.date).toEqual(new Date(2025, 3, 1));
});

test('pinned conversations come first, whatever their day', () => {
  const pinned = { ...updated('old but pinned', 2024, 0, 1, 1), pinnedAt: now.toISOString() };
  expect(shape(groupByDay([updated('new', 2026, 10, 22, 8), pinned], now))).toEqual([
    ['pinned', 'old but pinned'],
    ['today', 'new'],
  ]);
});

test('a clock behind the server does not lose a conversation from the future', () => {
  expect(shape(groupByDay([updated('tomorrow', 2026, 10, 23, 8)], now))).toEqual([['today', 'tomorrow']]);
});
