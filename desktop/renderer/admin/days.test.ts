import { expect, test } from 'vitest';
import { daysIn, lastDays, withEmptyDays } from './days.ts';

test('the last days end today and are as many as asked for, across months and summer time', () => {
  const range = lastDays(30, Date.parse('2026-03-30T23:59:59Z'));
  expect(range).toEqual({ from: '2026-03-01', to: '2026-03-30' });
  expect(daysIn(range)).toBe(30);
});

test('days that the server leaves out are there with nothing used', () => {
  const used = { day: '2026-02-28', users: 1, messages: 2, tokens: 3 };
  const days = withEmptyDays([used], { from: '2026-02-27', to: '2026-03-01' });
  expect(days.map(({ day, messages }) => [day, messages])).toEqual([
    ['2026-02-27', 0],
    ['2026-02-28', 2],
    ['2026-03-01', 0],
  ]);
});
