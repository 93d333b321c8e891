import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint, isStamped, writeStamp } from './stamp.mjs';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kipux stamp '));
  mkdirSync(join(dir, 'source', 'deep'), { recursive: true });
  writeFileSync(join(dir, 'source', 'deep', 'a.ts'), 'one');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const source = () => fingerprint([join(dir, 'source')]);

test('a changed, added or renamed file changes the fingerprint, and undoing it brings the old one back', () => {
  const before = source();
  writeFileSync(join(dir, 'source', 'deep', 'a.ts'), 'two');
  expect(source()).not.toBe(before);
  writeFileSync(join(dir, 'source', 'deep', 'a.ts'), 'one');
  expect(source()).toBe(before);
  writeFileSync(join(dir, 'source', 'b.ts'), '');
  expect(source()).not.toBe(before);
});

test('installed packages and hidden files do not count as sources', () => {
  const before = source();
  mkdirSync(join(dir, 'source', 'node_modules'));
  writeFileSync(join(dir, 'source', 'node_modules', 'x.js'), '');
  writeFileSync(join(dir, 'source', '.DS_Store'), '');
  expect(source()).toBe(before);
});

test('a file that does not matter does not change the fingerprint', () => {
  const matters = (file: string) => !file.endsWith('.test.ts');
  const before = fingerprint([join(dir, 'source')], matters);
  writeFileSync(join(dir, 'source', 'a.test.ts'), 'new');
  expect(fingerprint([join(dir, 'source')], matters)).toBe(before);
});

test('an absent input is an input too', () => {
  const absent = fingerprint([join(dir, 'none')]);
  writeFileSync(join(dir, 'none'), '');
  expect(fingerprint([join(dir, 'none')])).not.toBe(absent);
});

test('a stamp holds for its own inputs only', () => {
  const stamp = join(dir, 'not yet', 'there');
  expect(isStamped(stamp, 'x')).toBe(false);
  writeStamp(stamp, 'x');
  expect(isStamped(stamp, 'x')).toBe(true);
  expect(isStamped(stamp, 'y')).toBe(false);
});
