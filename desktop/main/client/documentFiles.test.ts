import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import { createDocumentFiles } from './documentFiles.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'account.files');
}

const bytes = (length: number) => new Uint8Array(length).fill(7).buffer;

test('a kept file comes back as it was, readable by this person alone', async () => {
  const folder = temporaryFolder();
  const files = createDocumentFiles(
    () => folder,
    () => Infinity,
  );
  const id = uuid();
  expect(await files.read(id)).toBeUndefined();
  await files.keep(id, bytes(5));
  expect(new Uint8Array((await files.read(id)) ?? bytes(0))).toEqual(new Uint8Array(5).fill(7));
  expect(statSync(path.join(folder, id)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  await files.forget(id);
  expect(readdirSync(folder)).toEqual([]);
});

test('the files that were not opened for longest make room', async () => {
  const folder = temporaryFolder();
  const files = createDocumentFiles(
    () => folder,
    () => 100,
  );
  const [first, second, third] = [uuid(), uuid(), uuid()];
  await files.keep(first, bytes(40));
  await setTimeout(10);
  await files.keep(second, bytes(40));
  await setTimeout(10);
  await files.read(first);
  await files.keep(third, bytes(40));
  expect(await files.read(second)).toBeUndefined();
  expect(readdirSync(folder).sort()).toEqual([first, third].sort());
  await files.keep(uuid(), bytes(101));
  expect(readdirSync(folder)).toHaveLength(2);
});

test('after signing out nothing is kept, and what was being written goes', async () => {
  const folder = temporaryFolder();
  let current: string | undefined = folder;
  const files = createDocumentFiles(
    () => current,
    () => Infinity,
  );
  const writing = files.keep(uuid(), bytes(5));
  current = undefined;
  await writing;
  expect(existsSync(folder)).toBe(false);
  await files.keep(uuid(), bytes(5));
  expect(existsSync(folder)).toBe(false);
});

test('an id that is no id never becomes a path', async () => {
  const files = createDocumentFiles(temporaryFolder, () => Infinity);
  await expect(files.keep('../../outside', bytes(1))).rejects.toMatchObject({ name: 'ZodError' });
});
