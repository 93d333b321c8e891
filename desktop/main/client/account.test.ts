import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCacheThread } from '../cache/cacheThread.ts';
import { conversationRow, newId } from '../cache/testing/rows.ts';
import { temporaryFolder } from '../cache/testing/temporaryCache.ts';
import { change } from '../cache/testing/temporaryOutbox.ts';
import { createAccountKeeper } from './account.ts';

const SERVER = 'http://server.test';

function device() {
  const userData = temporaryFolder();
  const cache = startCacheThread(new URL('../cache/cacheWorker.ts', import.meta.url));
  onTestFinished(() => cache.terminate());
  const account = createAccountKeeper({ userData, cache, appVersion: '1' });
  const files = () => readdirSync(path.join(userData, 'cache')).map((name) => name.replace(/^[0-9a-f]+/, ''));
  /** Puts a row into the cache that is open. */
  const fill = async () => {
    const row = conversationRow({ title: 'secret' });
    const asked = await cache.position();
    const changes = [{ type: 'conversation', id: row.id, seq: 1, deleted: false, row }];
    const next = { ...asked, cursor: 1, epoch: 'e1', complete: true };
    await cache.applyPage({ asked, next, changes, replaced: false });
  };
  const titles = async () =>
    (await cache.conversations({ limit: 5, archived: 'false' })).conversations.map(({ title }) => title);
  return { account, cache, files, fill, titles };
}

test('case 66k: when the server has ended the session the cache goes, and what was not sent waits for the same person', async () => {
  const { account, cache, files, fill, titles } = device();
  const [ana, berta] = [newId(), newId()];
  await account.enter({ server: SERVER, userId: ana });
  await fill();
  await cache.addChange(change('updateAccount', null, { settings: { theme: 'dark' } }));
  await account.lock();
  expect([account.current(), account.keepsChanges(), files()]).toEqual([
    undefined,
    false,
    ['.sqlite.outbox'],
  ]);

  await account.enter({ server: SERVER, userId: berta });
  expect([await titles(), await cache.waitingChanges()], 'case 66j').toEqual([[], []]);
  await account.leave();

  await account.enter({ server: SERVER, userId: ana });
  expect(await titles()).toEqual([]);
  expect(await cache.waitingChanges()).toMatchObject([{ kind: 'updateAccount' }]);
});

test('case 66j: logging out leaves nothing on the device, also nothing that was not sent', async () => {
  const { account, cache, files, fill } = device();
  await account.enter({ server: SERVER, userId: newId() });
  await fill();
  await cache.addChange(change('updateAccount', null));
  await account.leave();
  expect(files()).toEqual([]);
});

test('the same account on another server sees nothing of the first', async () => {
  const { account, cache, fill, titles } = device();
  const userId = newId();
  await account.enter({ server: SERVER, userId });
  await fill();
  await cache.addChange(change('updateAccount', null));
  await account.enter({ server: 'http://other.test', userId });
  expect([await titles(), await cache.waitingChanges()]).toEqual([[], []]);
});
