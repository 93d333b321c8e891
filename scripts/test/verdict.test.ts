import { expect, test } from 'vitest';
import { verdict } from './verdict.ts';

const provisions = {
  browser: { isThere: false, absence: 'the end-to-end tests: no browser.' },
  postgres: { isThere: true, absence: 'the tests on PostgreSQL.' },
};
const outcome = (passed: number, failed: number, skipped: string[] = []) => ({ passed, failed, skipped });

test('the last line is the sum, and nothing else', () => {
  const { lines, isGood } = verdict([outcome(3, 0), outcome(1, 0)], {}, undefined);
  expect(lines.at(-1)).toBe('4 passed, 0 failed');
  expect(isGood).toBe(true);
});

test('one failure anywhere is a failure', () => {
  expect(verdict([outcome(300, 0), outcome(0, 1)], {}, undefined)).toEqual({
    lines: ['300 passed, 1 failed'],
    isGood: false,
  });
});

test('what could not run is named before the count', () => {
  expect(verdict([outcome(1, 0)], provisions, undefined)).toEqual({
    lines: ['Not run: the end-to-end tests: no browser.', '1 passed, 0 failed'],
    isGood: true,
  });
});

test('what is required and absent is a failure', () => {
  const { lines, isGood } = verdict([outcome(1, 0)], provisions, 'browser, postgres');
  expect(lines[0]).toMatch(/^Failed: the end-to-end tests/);
  expect(lines.at(-1)).toBe('1 passed, 1 failed');
  expect(isGood).toBe(false);
});

test('a requirement that nobody knows is a failure, not a silent pass', () => {
  expect(verdict([outcome(1, 0)], provisions, 'postgress')).toMatchObject({ isGood: false });
});

test('skipped tests are counted and named', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(verdict([outcome(1, 0, names)], {}, undefined).lines[0]).toBe(
    'Not run: 6 skipped (a; b; c; d; e; …)',
  );
});

test('when nothing ran, nothing passed', () => {
  expect(verdict([], {}, undefined).isGood).toBe(false);
});
