import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { createWaker } from '#shared/client/reconnect.ts';
import type { Transport } from '#shared/client/transport.ts';
import { createCache } from '../../cache/cache.ts';
import { type CacheErrorCode, toCacheError } from '../../cache/cacheError.ts';
import { openCache } from '../../cache/openCache.ts';
import { openOutbox, outboxFile } from '../../cache/openOutbox.ts';
import { createOutbox } from '../../cache/outbox.ts';
import { startSyncEngine } from '../syncEngine.ts';
import { IDENTITY } from './modelDevice.ts';
import { createModelServer } from './modelServer.ts';

/**
 * A device whose disk is too small for what the server has: `fullDiskProcess.ts FOLDER`, where FOLDER is a file system of
 * some megabytes that this process may enlarge. It says how it fared: a line of JSON, FullDiskReport.
 */
export type FullDiskReport = {
  whileFull: {
    /** What the person was told, each time. */
    told: CacheErrorCode[];
    pulls: number;
    /** How far the rows had come, of how many changes. */
    cursor: number;
    of: number;
    readable: number;
    integrity: unknown;
    /** How many changes the outbox said it kept, and how many it has after the file was opened again. */
    kept: number;
    refused: CacheErrorCode;
    found: number;
  };
  withRoom: { cursor: number; readable: number; integrity: unknown; kept: number };
};

const WATCHED_MS = 1_500;
const MESSAGES = 150;
const PAGE = 20;
const KEPT_BEFORE = 10;

const [folder = ''] = process.argv.slice(2);
const file = path.join(folder, 'cache.sqlite');

const server = createModelServer();
const conversationId = randomUUID();
server.handle({ kind: 'createConversation', id: conversationId, conversationId, body: { title: 'Larga' } });
for (let n = 0; n < MESSAGES; n++) {
  const content = `${n} ${'la acequia baja llena '.repeat(1_000)}`;
  server.handle({ kind: 'sendMessage', id: randomUUID(), conversationId, body: { content } });
}
const { cursor: newest } = server.newest();

const outboxDb = openOutbox(outboxFile(file), IDENTITY);
const outbox = createOutbox(outboxDb);
const { db } = openCache(file, IDENTITY);
const cache = createCache(db, '1', outbox.entries);

for (let n = 0; n < KEPT_BEFORE; n++) keepOne();

const told: CacheErrorCode[] = [];
let pulls = 0;
const frame = `event: cursor\ndata: ${JSON.stringify({ type: 'cursor', ...server.newest() })}\n\n`;
const transport: Transport = {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the model server's answers are those of the contract
  call: (async (_endpoint: unknown, { query }: { query: { cursor: number; epoch?: string } }) => {
    pulls += 1;
    return server.pull(query.cursor, PAGE, query.epoch);
  }) as Transport['call'],
  open: async (_endpoint, _input, _headers, signal) => {
    const start = (body: ReadableStreamDefaultController) => {
      body.enqueue(new TextEncoder().encode(frame));
      signal.addEventListener('abort', () => body.error(signal.reason));
    };
    return new Response(new ReadableStream({ start }), { headers: { 'content-type': 'text/event-stream' } });
  },
  reconnection: { firstDelayMs: 200, maxDelayMs: 1_000, silenceMs: 40_000, random: Math.random },
  waker: createWaker(),
};
const engine = startSyncEngine({
  transport,
  cache: {
    position: async () => cache.position(),
    // As the cache's thread answers.
    applyPage: async (page) => asCacheError(() => cache.applyPage(page)),
    restart: async (asked, next) => cache.restart(asked, next),
    checkRows: async (from) => cache.checkRows(from),
    healRows: async () => cache.healRows(),
  },
  tell: () => {},
  onCacheError: ({ code }) => told.push(code),
});

function asCacheError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toCacheError(error);
  }
}

function keepOne(): void {
  const id = randomUUID();
  const body = { id, content: 'x'.repeat(10_000) };
  outbox.put({ id, kind: 'sendMessage', conversationId, body, createdAt: new Date().toISOString() });
}

/** Keeps changes until the disk refuses one. */
function keepUntilFull(): { kept: number; refused: CacheErrorCode } {
  for (let kept = 0; ; kept++) {
    try {
      keepOne();
    } catch (error) {
      return { kept, refused: toCacheError(error).code };
    }
  }
}

const readable = () =>
  cache.messages(conversationId, { limit: 1_000, cursor: undefined, order: 'oldest' }).messages.length;

/** By another connection, as the next start would see it. */
function entriesInFile(): number {
  const other = new DatabaseSync(outboxFile(file));
  const entries = createOutbox(other).entries().length;
  other.close();
  return entries;
}

await pause(WATCHED_MS);
const pullsWhileFull = pulls;
const { cursor } = cache.position();
const integrity = (one: DatabaseSync) => Object.values(one.prepare('PRAGMA integrity_check').get() ?? {})[0];
const more = keepUntilFull();
const kept = KEPT_BEFORE + more.kept;
const whileFull = {
  ...{ told: [...told], pulls: pullsWhileFull, cursor, of: newest, readable: readable() },
  ...{ integrity: integrity(db), kept, refused: more.refused, found: entriesInFile() },
};

execFileSync('mount', ['-o', 'remount,size=64m', folder]);
while (cache.position().cursor < newest) await pause(50);
keepOne();
const withRoom = {
  ...{ cursor: cache.position().cursor, readable: readable(), integrity: integrity(db) },
  kept: entriesInFile(),
};
engine.stop();
const report: FullDiskReport = { whileFull, withRoom };
process.stdout.write(JSON.stringify(report));
process.exit(0);
