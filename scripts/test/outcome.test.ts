import { expect, test } from 'vitest';
import { checkOutcome, suiteOutcome } from './outcome.ts';

const good = { code: 0, signal: null };
const bad = { code: 1, signal: null };

type File = { status: string; tests: string[]; name?: string };

function report(...files: File[]) {
  const count = (wanted: string) =>
    files.flatMap(({ tests }) => tests).filter((status) => status === wanted).length;
  return JSON.stringify({
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    testResults: files.map(({ status, tests, name = 'a.test.ts' }) => ({
      name,
      status,
      assertionResults: tests.map((each, index) => ({ status: each, fullName: `test ${index}` })),
    })),
  });
}

test('a suite counts its tests', () => {
  const text = report({ status: 'failed', tests: ['passed', 'passed', 'failed'] });
  expect(suiteOutcome(text, bad, false)).toEqual({ passed: 2, failed: 1, skipped: [] });
});

test('a file that could not be loaded is a failure', () => {
  const text = report({ status: 'passed', tests: ['passed'] }, { status: 'failed', tests: [] });
  expect(suiteOutcome(text, bad, false)).toMatchObject({ passed: 1, failed: 1 });
});

test('a file whose set-up failed is a failure although its tests count as skipped', () => {
  const text = report({ status: 'failed', tests: ['skipped', 'skipped'] });
  expect(suiteOutcome(text, bad, false)).toMatchObject({ passed: 0, failed: 1 });
});

test('a suite that ends badly without a failed test has failed', () => {
  const text = report({ status: 'passed', tests: ['passed'] });
  expect(suiteOutcome(text, bad, false)).toMatchObject({
    passed: 1,
    failed: 1,
    trouble: expect.stringContaining('code 1'),
  });
});

test.each([
  ['crashed', undefined, { code: null, signal: 'SIGKILL' }],
  ['left half a report', '{"numPassedTests": 3', good],
  ['left another report', '{}', good],
])('a suite that %s has failed', (_, text, ending) => {
  expect(suiteOutcome(text, ending, false)).toMatchObject({ passed: 0, failed: 1 });
});

test('a suite without tests has failed, unless only some files were asked for', () => {
  expect(suiteOutcome(report(), good, false)).toMatchObject({ failed: 1, trouble: 'found no test' });
  expect(suiteOutcome(report(), good, true)).toEqual({ passed: 0, failed: 0, skipped: [] });
});

test('tests that did not run are named', () => {
  const text = report({ status: 'passed', tests: ['passed', 'skipped', 'todo', 'pending'] });
  expect(suiteOutcome(text, good, false).skipped).toEqual(['test 1', 'test 2', 'test 3']);
});

test('a check is one test: all of its programs have to end well', () => {
  expect(checkOutcome([good, good])).toMatchObject({ passed: 1, failed: 0 });
  expect(checkOutcome([good, bad])).toMatchObject({ passed: 0, failed: 1 });
  expect(checkOutcome([{ code: null, signal: 'SIGSEGV' }])).toMatchObject({ passed: 0, failed: 1 });
});
