import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ClientError } from '#shared/client/client.ts';
import { createWaker, RECONNECTION } from '#shared/client/reconnect.ts';
import type { Transport } from '#shared/client/transport.ts';
import { listMessages } from '#shared/endpoints/conversations.ts';
import { startCacheThread } from '../cache/cacheThread.ts';
import { conversationRow, messageRow } from '../cache/testing/rows.ts';
import { IDENTITY, temporaryFolder } from '../cache/testing/temporaryCache.ts';
import { createCachedCalls } from './cachedCalls.ts';
import { createDeviceRoom } from './deviceRoom.ts';
import { createDocumentFiles } from './documentFiles.ts';

/** A device with one conversation of 300 messages, and a server that has the same and can be taken away. */
async function device(mostBytes: number | null) {
  const conversation = conversationRow({ title: 'Acequia' });
  const messages = Array.from({ length: 300 }, (_, n) =>
    messageRow(conversation.id, { content: `agua ${n} ${'quipu '.repeat(100)}` }, n),
  );
  const server = { reachable: true };
  const call: Transport['call'] = async (_endpoint, input) => {
    if (!server.reachable) throw new ClientError('offline', 'gone');
    const { cursor, limit } = listMessages.query.parse(input.query);
    const start = Number(cursor ?? 0);
    const page = messages.slice(start, start + limit);
    const nextCursor = start + limit < messages.length ? { nextCursor: String(start + limit) } : {};
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one endpoint that is asked here
    return { messages: page, ...nextCursor } as never;
  };
  const folder = temporaryFolder();
  const cache = startCacheThread(new URL('../cache/cacheWorker.ts', import.meta.url));
  onTestFinished(() => cache.terminate());
  await cache.open({ file: path.join(folder, 'cache.sqlite'), appVersion: '1', ...IDENTITY });
  const asked = await cache.position();
  const rows = [
    { type: 'conversation', row: conversation },
    ...messages.map((row) => ({ type: 'message', row })),
  ];
  await cache.applyPage({
    asked,
    next: { ...asked, cursor: 301, epoch: 'e1', complete: true },
    changes: rows.map(({ type, row }, n) => ({ type, id: row.id, seq: n + 1, deleted: false, row })),
    replaced: false,
  });
  const files = createDocumentFiles(
    () => path.join(folder, 'files'),
    () => 1_000,
  );
  const room = createDeviceRoom({ call, cache, files, mostBytes: () => mostBytes, lookAfterMs: 10 });
  room.start();
  onTestFinished(room.stop);
  const unused = () => Promise.reject(new Error('not asked for here'));
  const calls = createCachedCalls({
    transport: { call, open: unused, reconnection: RECONNECTION, waker: createWaker() },
    cache,
    files,
    isReadable: () => true,
    era: () => 0,
    canWait: () => false,
    write: unused,
    onServersAnswer: async () => {},
    restore: room.restore,
  });
  const read = (limit = 50) =>
    calls.call(
      'listMessages',
      { params: { id: conversation.id }, query: { limit } },
      new AbortController().signal,
    );
  return { server, cache, room, read, id: conversation.id };
}

test('what was dropped is read from the server, comes back by itself, and is said to be gone without a connection', async () => {
  const { server, cache, room, read, id } = await device(null);
  await room.free();
  expect(await cache.isWhole(id)).toBe(false);

  server.reachable = false;
  await expect(read()).rejects.toMatchObject({ code: 'not_kept' });

  server.reachable = true;
  expect(await read()).toMatchObject({ messages: { length: 50 } });
  await expect.poll(() => cache.isWhole(id)).toBe(true);
  server.reachable = false;
  expect(await read(200)).toMatchObject({ messages: { length: 200 } });
});

test('a device keeps within its limit by itself, and says how much it uses', async () => {
  const { cache, room, id } = await device(1_000);
  await expect.poll(() => cache.isWhole(id)).toBe(false);
  const { usedBytes, mostBytes } = await room.storage();
  expect([usedBytes > 0, mostBytes]).toEqual([true, 1_000]);
});
