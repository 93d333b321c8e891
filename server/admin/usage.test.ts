import { expect, test } from 'vitest';
import { wholeMonths } from './usage.ts';

const NOW = new Date('2026-11-22T19:00:00Z');

test.each([
  ['2026-08-25', '2026-11-22', '2026-09-01', '2026-12-01'], // the present month goes on to now
  ['2026-08-01', '2026-10-31', '2026-08-01', '2026-11-01'],
  ['2026-11-01', '2026-11-21', '2026-11-01', '2026-11-01'], // not to today: no whole month
  ['2026-11-23', '2026-12-05', '2026-12-01', '2027-01-01'], // nothing is used in what is to come
  ['2026-10-05', '2026-10-20', '2026-11-01', '2026-11-01'],
  ['2026-12-15', '2027-01-31', '2027-01-01', '2027-02-01'],
])('from %s to %s the months from %s to before %s are whole', (from, to, first, end) => {
  expect(wholeMonths({ from, to }, NOW)).toEqual({ from: first, to: end });
});
