import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWaker, RECONNECTION } from '#shared/client/reconnect.ts';
import type { Transport } from '#shared/client/transport.ts';
import { startCacheThread } from '../cache/cacheThread.ts';
import { conversationRow, newId } from '../cache/testing/rows.ts';
import { temporaryFolder } from '../cache/testing/temporaryCache.ts';
import { createAccountKeeper } from './account.ts';
import { createCachedCalls } from './cachedCalls.ts';
import { createDocumentFiles } from './documentFiles.ts';

const SERVER = 'http://server.test';

/** A device whose cache has had its first page, and a server that answers when it is told to. */
async function device() {
  const userData = temporaryFolder();
  const cache = startCacheThread(new URL('../cache/cacheWorker.ts', import.meta.url));
  onTestFinished(() => cache.terminate());
  const account = createAccountKeeper({ userData, cache, appVersion: '1' });
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<unknown>();
  const unused = () => Promise.reject(new Error('not asked for here'));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the scripted call answers every endpoint
  const call = ((): Promise<unknown> => {
    asked.resolve();
    return answer.promise;
  }) as Transport['call'];
  let era = 0;
  const calls = createCachedCalls({
    transport: { call, open: unused, reconnection: RECONNECTION, waker: createWaker() },
    cache,
    files: createDocumentFiles(account.filesFolder, () => 1_000),
    isReadable: () => account.current() !== undefined,
    era: () => era,
    canWait: () => false,
    write: unused,
    onServersAnswer: async () => {},
    restore: () => {},
  });
  const enter = async (): Promise<void> => {
    era += 1;
    await account.enter({ server: SERVER, userId: newId() });
    const position = await cache.position();
    const next = { ...position, epoch: 'e1', complete: true };
    await cache.applyPage({ asked: position, next, changes: [], replaced: false });
  };
  await enter();
  const files = () => readdirSync(path.join(userData, 'cache'), { recursive: true }).map(String);
  return { ...calls, cache, enter, asked: asked.promise, answer: answer.resolve, files };
}

const { signal } = new AbortController();

test('case 66j: what the server answers to a former account does not come into the cache of the next', async () => {
  const { askServer, cache, enter, asked, answer } = await device();
  const conversation = conversationRow({ title: 'secret' });
  const late = askServer('getConversation', { params: { id: conversation.id } }, signal);
  await asked;
  await enter();
  answer({ conversation });
  await late;
  expect(await cache.conversation(conversation.id)).toBeUndefined();
});

test('case 66j: the file of a former account is not kept among those of the next', async () => {
  const { call, enter, asked, answer, files } = await device();
  const id = newId();
  const late = call('getDocumentContent', { params: { id } }, signal);
  await asked;
  await enter();
  answer(new ArrayBuffer(8));
  await late;
  expect(files().filter((name) => name.endsWith(id))).toEqual([]);
});
