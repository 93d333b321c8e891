import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isComplete, refuseBorrowed } from './install.mjs';

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

test('packages are never installed through a link into another checkout', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kipux-borrowed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const link = join(folder, 'node_modules');
  expect(() => refuseBorrowed(link)).not.toThrow();
  symlinkSync(folder, link);
  expect(() => refuseBorrowed(link)).toThrow('Delete the link');
  expect(() => refuseBorrowed(folder)).not.toThrow();
});
