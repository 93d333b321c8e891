import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { WatchEvent } from '#shared/client/client.ts';
import { createWaker, RECONNECTION } from '#shared/client/reconnect.ts';
import type { Transport } from '#shared/client/transport.ts';
import type { Cache } from '../cache/cache.ts';
import { messageRow, newId } from '../cache/testing/rows.ts';
import { temporaryCache } from '../cache/testing/temporaryCache.ts';
import { createCacheCheck } from './cacheCheck.ts';
import { startSyncEngine } from './syncEngine.ts';
import { createModelServer, type ModelServer } from './testing/modelServer.ts';

const { signal } = new AbortController();
vi.spyOn(process.stderr, 'write').mockReturnValue(true);

/** Two conversations with some messages, a document and settings. */
function filledServer() {
  const server = createModelServer();
  const conversationIds = [newId(), newId()];
  for (const id of conversationIds) {
    server.handle({ kind: 'createConversation', id, conversationId: id, body: { title: 'Acequia' } });
    for (const content of ['uno', 'dos', 'tres'])
      server.handle({ kind: 'sendMessage', id: newId(), conversationId: id, body: { content } });
  }
  server.happen('new document', 0, 'acta');
  server.handle({
    kind: 'updateAccount',
    id: newId(),
    conversationId: null,
    body: { settings: { theme: 'dark' } },
  });
  return server;
}

/** Runs the engine, as the app does, until the cache stands where the server is and has been checked. */
async function syncOnce(server: ModelServer, cache: Cache): Promise<WatchEvent[]> {
  const told: WatchEvent[] = [];
  const checked = Promise.withResolvers<void>();
  const frame = `event: cursor\ndata: ${JSON.stringify({ type: 'cursor', ...server.newest() })}\n\n`;
  const call = async (
    _endpoint: unknown,
    { query }: { query: { cursor: number; limit: number; epoch?: string } },
  ) => server.pull(query.cursor, query.limit, query.epoch);
  const headers = { 'content-type': 'text/event-stream' };
  const start = (body: ReadableStreamDefaultController) => body.enqueue(new TextEncoder().encode(frame));
  const transport: Transport = {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the model server's answers are those of the contract
    call: call as Transport['call'],
    open: async () => new Response(new ReadableStream({ start }), { headers }),
    reconnection: RECONNECTION,
    waker: createWaker(),
  };
  const engine = startSyncEngine({
    transport,
    cache: {
      position: async () => cache.position(),
      applyPage: async (page) => cache.applyPage(page),
      restart: async (asked, next) => cache.restart(asked, next),
      async checkRows(from) {
        const step = cache.checkRows(from);
        if (step.whole && step.next === undefined) checked.resolve();
        return step;
      },
      async healRows() {
        cache.healRows();
        checked.resolve();
      },
    },
    tell: (event) => told.push(event),
    onCacheError: checked.reject,
  });
  await checked.promise;
  await expect.poll(() => cache.position().replacing, { interval: 5 }).toBe(false);
  engine.stop();
  return told;
}

function rowsIn(file: string): unknown {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db
    .prepare(
      `SELECT id, seq, row || title AS row FROM conversations UNION ALL SELECT id, seq, row || content FROM messages
       UNION ALL SELECT id, seq, row FROM documents UNION ALL SELECT id, seq, row FROM settings ORDER BY id`,
    )
    .all();
  db.close();
  return rows;
}

const DAMAGE = {
  'a message is missing': 'DELETE FROM messages WHERE rid = 2',
  'all messages are missing': 'DELETE FROM messages',
  'a message says something else': "UPDATE messages SET content = 'cuatro' WHERE content = 'dos'",
  'two messages have changed places': `UPDATE messages SET content =
    CASE content WHEN 'dos' THEN 'tres' ELSE 'dos' END WHERE content IN ('dos', 'tres')`,
  'a message hangs elsewhere':
    "UPDATE messages SET row = json_set(row, '$.parentId', 'nobody') WHERE rid = 3",
  'a message too many': `INSERT INTO messages (id, seq, generation, conversation_id, created_at, turn, growing, content, row)
    SELECT 'x', seq, generation, 'y', created_at, turn, growing, content, row FROM messages LIMIT 1`,
  'a conversation is missing': 'DELETE FROM conversations WHERE rid = 1',
  'another title': "UPDATE conversations SET title = 'Otra' WHERE rid = 1",
  'a document is missing': 'DELETE FROM documents',
  'other settings': "UPDATE settings SET row = json_set(row, '$.theme', 'light')",
} as const;

test.for(Object.entries(DAMAGE))(
  'case 66c: %s in a healthy file, which is noticed and healed',
  async ([, sql]) => {
    const server = filledServer();
    const device = temporaryCache();
    await syncOnce(server, device.cache);
    const rows = rowsIn(device.file);

    const other = new DatabaseSync(device.file);
    other.exec(sql);
    other.close();
    expect(rowsIn(device.file)).not.toEqual(rows);

    const cache = device.reopen();
    const told = await syncOnce(server, cache);
    expect(rowsIn(device.file)).toEqual(rows);
    expect(told.map(({ type }) => type)).toContain('reset');
    expect(cache.search('cuatro', 10)).toEqual([]);
    expect(cache.search('dos', 10)).toHaveLength(2);
    expect(cache.checkRows('').whole).toBe(true);
  },
);

test('a whole cache is left as it is, whatever was written to it, and is looked at once an hour', async () => {
  const server = filledServer();
  const device = temporaryCache();
  await syncOnce(server, device.cache);
  const { cache } = device;
  const [conversation] = cache.conversations({
    limit: 1,
    cursor: undefined,
    archived: 'false',
  }).conversations;
  const growing = messageRow(conversation?.id ?? '', { role: 'assistant', status: 'streaming', content: '' });
  cache.acknowledge([{ type: 'message', id: growing.id, row: growing }], cache.position().cursor);
  cache.keepText(growing.id, 'La acequia');
  cache.forget('conversation', conversation?.id ?? '');
  const before = cache.position();
  expect(await createCacheCheck(device.reopen())(signal)).toBe(false);

  const reopened = device.reopen();
  const checkRows = vi.fn<typeof reopened.checkRows>(reopened.checkRows);
  const isDamaged = createCacheCheck({ ...reopened, checkRows });
  await isDamaged(signal);
  await isDamaged(signal);
  expect(checkRows).toHaveBeenCalledTimes(1);
  expect(reopened.position()).toEqual(before);
});

test('many conversations are looked through in steps', () => {
  const { cache, file } = temporaryCache();
  const asked = cache.position();
  const changes = Array.from({ length: 4_100 }, (_, n) => {
    const row = messageRow(newId());
    return { type: 'message', id: row.id, seq: n + 1, deleted: false, row };
  });
  cache.applyPage({ asked, next: { ...asked, cursor: 4_100, epoch: 'e' }, changes, replaced: false });
  const first = cache.checkRows('');
  expect(first).toEqual({ whole: true, next: expect.any(String) });
  onTestFinished(() => other.close());
  const other = new DatabaseSync(file);
  other.exec('DELETE FROM messages WHERE rid = 4100');
  let step = first;
  let steps = 1;
  for (; step.whole && step.next !== undefined; steps++) step = cache.checkRows(step.next);
  expect([step.whole, steps > 1]).toEqual([false, true]);
});
