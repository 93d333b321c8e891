import { expect, test } from 'vitest';
import { select } from './selection.ts';
import { checks, suites } from './steps.ts';

const all = [...checks, ...suites('postgresql://localhost/test')];
const chosen = (...args: string[]) => {
  const { steps, vitestArgs, isWhole } = select(args, all);
  return { steps: steps.map(({ title }) => title), vitestArgs, isWhole };
};
const suiteTitles = [
  'unit tests',
  'integration tests, embedded database',
  'integration tests, PostgreSQL',
  'end-to-end tests',
];

test('without a word everything runs', () => {
  expect(select([], all)).toEqual({ steps: all, vitestArgs: [], isWhole: true });
});

test('a name chooses its steps, on every database', () => {
  expect(chosen('integration').steps).toEqual(suiteTitles.slice(1, 3));
  expect(chosen('types', 'unit')).toEqual({ steps: ['types', 'unit tests'], vitestArgs: [], isWhole: false });
});

test('check chooses all that needs no test', () => {
  expect(chosen('check').steps).toEqual(checks.map(({ title }) => title));
});

test('a path goes to all suites, or to the one that is named', () => {
  expect(chosen('shared/client')).toEqual({
    steps: suiteTitles,
    vitestArgs: ['shared/client'],
    isWhole: false,
  });
  expect(chosen('unit', 'shared/client')).toEqual({
    steps: ['unit tests'],
    vitestArgs: ['shared/client'],
    isWhole: false,
  });
});

test('without a PostgreSQL the integration tests run once', () => {
  expect(suites(undefined).map(({ title }) => title)).not.toContain('integration tests, PostgreSQL');
});
