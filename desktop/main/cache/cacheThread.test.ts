/* oxlint-disable typescript/no-unsafe-type-assertion -- rows are made wrong on purpose, or only in part */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCacheThread } from './cacheThread.ts';
import { conversationRow } from './testing/rows.ts';
import { IDENTITY, temporaryFolder } from './testing/temporaryCache.ts';

function thread() {
  const cache = startCacheThread(new URL('./cacheWorker.ts', import.meta.url));
  onTestFinished(() => cache.terminate());
  return { cache, file: path.join(temporaryFolder(), 'cache.sqlite') };
}

test('the cache answers from a thread of its own', async () => {
  const { cache, file } = thread();
  await cache.open({ ...IDENTITY, file, appVersion: '1' });
  const row = conversationRow();
  const asked = await cache.position();
  await cache.applyPage({ asked, next: { ...asked, epoch: 'e1' }, changes: [], replaced: false });
  await cache.acknowledge([{ type: 'conversation', id: row.id, row }], 0);
  expect(await cache.conversation(row.id)).toEqual(row);
  expect((await cache.conversations({ limit: 5, archived: 'false' })).conversations).toEqual([row]);
});

test('errors come over with their code', async () => {
  const { cache, file } = thread();
  await expect(cache.position()).rejects.toMatchObject({ name: 'CacheError', code: 'internal' });
  writeFileSync(file, 'no database at all, but long enough to be looked at');
  expect(await cache.open({ ...IDENTITY, file, appVersion: '1' })).toEqual({ setAside: `${file}.damaged` });
  await expect(cache.conversations({ limit: -1, archived: 'x' } as never)).resolves.toBeDefined();
});

test('who asks after the thread has ended is told', async () => {
  const { cache } = thread();
  await cache.terminate();
  await expect(cache.position()).rejects.toMatchObject({ name: 'CacheError' });
});
