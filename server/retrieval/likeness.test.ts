import { expect, test } from 'vitest';
import { likeness } from './likeness.ts';

test.each([
  ['colonia', 'colonizacion'],
  ['telar', 'telra'],
  ['flamencos', 'flamncos'],
  ['silicosis', 'silcosis'],
  ['vaccum', 'vacuum'],
])('%s and %s look alike', (a, b) => {
  expect(likeness(a, b)).toBeGreaterThanOrEqual(0.5);
  expect(likeness(a, b)).toBe(likeness(b, a));
});

test.each([
  ['casa', 'caso'],
  ['1957', '1958'],
  ['e-12', 'e-21'],
  ['contrato', 'contable'],
  ['iva', 'iban'],
])('%s and %s do not', (a, b) => {
  expect(likeness(a, b)).toBe(0);
});
