import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDelayedSync } from './delayedSync.ts';

function someFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-sync-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'file');
  writeFileSync(file, 'content');
  return file;
}

test('what is due is pending until it is on the disk, in the background or at once', async () => {
  const sync = createDelayedSync();
  const file = someFile();
  sync.later(file);
  expect(sync.isPending()).toBe(true);
  await expect.poll(() => sync.isPending()).toBe(false);
  sync.later(file);
  sync.now();
  expect(sync.isPending()).toBe(false);
});

test('a file that has gone needs no sync', async () => {
  const sync = createDelayedSync();
  sync.later('/no/such/file');
  sync.now();
  sync.later('/no/such/file');
  await expect.poll(() => sync.isPending()).toBe(false);
});
