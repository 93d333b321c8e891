import { expect, test } from 'vitest';
import { isComplete } from './install.mjs';

const wanted = {
  '': {},
  'node_modules/express': { version: '5.3.0', integrity: 'sha512-a' },
  'node_modules/@os/mac-build': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};

test('an installation made by hand is recognised, without the builds for other systems', () => {
  const present = { 'node_modules/express': { version: '5.3.0', integrity: 'sha512-a' } };
  expect(isComplete(wanted, present)).toBe(true);
});

test.each([
  ['a missing package', {}],
  ['another version', { 'node_modules/express': { version: '5.2.0', integrity: 'sha512-a' } }],
  ['other contents', { 'node_modules/express': { version: '5.3.0', integrity: 'sha512-z' } }],
])('%s is not taken for a finished installation', (_, present) => {
  expect(isComplete(wanted, present)).toBe(false);
});
