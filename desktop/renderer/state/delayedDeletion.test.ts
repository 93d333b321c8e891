import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDelayedDeletion } from './delayedDeletion.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('nothing is deleted before the time for undo is over', () => {
  const deleted: string[] = [];
  const deletion = createDelayedDeletion(1_000, (id) => deleted.push(id));
  deletion.schedule('c');
  vi.advanceTimersByTime(999);
  expect(deleted).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(deleted).toEqual(['c']);
});

test('an undone deletion never happens', () => {
  const deleted: string[] = [];
  const deletion = createDelayedDeletion(1_000, (id) => deleted.push(id));
  deletion.schedule('c');
  expect(deletion.undo('c')).toBe(true);
  vi.advanceTimersByTime(5_000);
  deletion.flush();
  expect(deleted).toEqual([]);
});

test('a closing window carries out what waits, once', () => {
  const deleted: string[] = [];
  const deletion = createDelayedDeletion(1_000, (id) => deleted.push(id));
  deletion.schedule('a');
  deletion.schedule('b');
  deletion.flush();
  vi.advanceTimersByTime(5_000);
  expect(deleted).toEqual(['a', 'b']);
  expect(deletion.undo('a')).toBe(false);
});
