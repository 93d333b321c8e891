import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toMinorUnits } from './money.ts';

test.each([
  ['12.50', 'EUR', 1_250],
  ['0.29', 'usd', 29],
  ['1.15', 'EUR', 115],
  ['19.99', 'EUR', 1_999],
  ['8', 'EUR', 800],
  ['1200.00', 'JPY', 1_200],
  ['500', 'krw', 500],
  ['1.50', 'KWD', 1_500],
  ['5.120', 'KWD', 5_120],
  ['5.00', 'ISK', 500],
  ['5.00', 'HUF', 500],
  ['999999.99', 'EUR', 99_999_999],
])('%s %s are %d of its smallest unit', (amount, currency, minor) => {
  expect(toMinorUnits(amount, currency)).toBe(minor);
});

test.each([
  ['0.00', 'EUR'],
  ['-1.00', 'EUR'],
  ['1.005', 'EUR'],
  ['1200.50', 'JPY'],
  ['5.124', 'KWD'],
  ['5.50', 'ISK'],
  ['5.00', 'UGX'],
  ['1000000.00', 'EUR'],
  ['1e3', 'EUR'],
  ['1,50', 'EUR'],
  [' 1.50', 'EUR'],
  ['', 'EUR'],
  ['.50', 'EUR'],
  ['NaN', 'EUR'],
  ['1.50', 'EURO'],
  ['1.50', ''],
])('%s %s cannot be charged', (amount, currency) => {
  expect(toMinorUnits(amount, currency)).toBeUndefined();
});

test('whatever is written comes back from the smallest unit as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), (minor) => {
      const digits = String(minor).padStart(3, '0');
      expect(toMinorUnits(`${digits.slice(0, -2)}.${digits.slice(-2)}`, 'EUR')).toBe(minor);
      expect(toMinorUnits(String(minor), 'JPY')).toBe(minor);
    }),
  );
});
