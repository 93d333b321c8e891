import { expect, test } from 'vitest';
import { ClientError, type WatchEvent } from '#shared/client/client.ts';
import type { Transport } from '#shared/client/transport.ts';
import { temporaryCache } from '../cache/testing/temporaryCache.ts';
import { createPuller } from './puller.ts';
import { createModelServer } from './testing/modelServer.ts';

test('the first download says how far it has come, goes on where it was interrupted, and is said once', async () => {
  const server = createModelServer();
  for (let n = 0; n < 10; n++) server.happen('new document', 0, `acta ${n}`);
  const { cache } = temporaryCache();
  const told: WatchEvent[] = [];
  const asked: number[] = [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the model server's answers are those of the contract
  const call = (async (_endpoint: unknown, { query }: { query: { cursor: number; limit: number } }) => {
    asked.push(query.cursor);
    if (asked.length === 3) throw new ClientError('offline', 'in the middle');
    return server.pull(query.cursor, query.limit, undefined);
  }) as Transport['call'];
  const puller = createPuller({ call, cache, tell: (event) => told.push(event), pageSize: 4 });
  puller.announce(server.newest());
  const { signal } = new AbortController();
  await expect(puller.catchUp(signal)).rejects.toMatchObject({ code: 'offline' });
  expect(cache.documents({ limit: 20, cursor: undefined }).documents, 'usable at once').toHaveLength(8);
  await puller.catchUp(signal);
  server.happen('new document', 0, 'después');
  puller.announce(server.newest());
  await puller.catchUp(signal);
  expect(asked).toEqual([0, 4, 8, 8, 10]);
  expect(told.flatMap((event) => (event.type === 'download' ? [event.ratio] : []))).toEqual([0.4, 0.8, 1]);
});
