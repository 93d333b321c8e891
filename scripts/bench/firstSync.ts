import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createWaker, RECONNECTION } from '#shared/client/reconnect.ts';
import { createTransport } from '#shared/client/transport.ts';
import { type CacheThread, startCacheThread } from '../../desktop/main/cache/cacheThread.ts';
import { createPuller } from '../../desktop/main/sync/puller.ts';
import type { BenchContext } from './context.ts';
import { createBareDownload } from './floors/download.ts';
import { words } from './offline.ts';
import { type BenchPerson, register } from './people.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { alternate, median } from './statistics.ts';

const CONVERSATIONS = 1_000;
const MESSAGES_EACH = 50;

/** A new device downloads everything, against reading the same rows and putting them into SQLite in one transaction. */
export async function benchFirstSync(context: BenchContext): Promise<Measurement[]> {
  const product = await startProduct(context);
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-bench-first-'));
  try {
    context.say('1,000 conversations with 50,000 messages');
    const person = await register(product.url);
    await fill(context.databaseUrl, person.id);
    const newFile = () => path.join(folder, `${randomUUID()}.sqlite`);
    const bare = createBareDownload(context.databaseUrl, person.id);
    context.say('downloading them');
    const plain = await alternate(
      {
        floor: () => timed(() => bare(newFile(), 'rows')),
        kipux: () => timed(() => download(product.url, person, newFile())),
      },
      { warmUp: 1, rounds: 3 },
    );
    const indexed: number[] = [];
    for (let n = 0; n < 2; n++) indexed.push(...(await timed(() => bare(newFile(), 'rows and words'))));
    const name = 'first sync of 50,000 messages';
    const kipux = median(plain.kipux);
    return [
      { name, floor: median(plain.floor), kipux, unit: 'ms', compare: 'ratio', target: 2 },
      {
        name: `${name}, bare with an index of words`,
        floor: median(indexed),
        kipux,
        unit: 'ms',
        compare: 'ratio',
      },
    ];
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const begun = performance.now();
  await work();
  return [performance.now() - begun];
}

/** As the app does it: the cache on its thread, pages over HTTP. */
async function download(url: string, { id, cookie }: BenchPerson, file: string): Promise<void> {
  const cache: CacheThread = startCacheThread(
    new URL('../../desktop/main/cache/cacheWorker.ts', import.meta.url),
  );
  try {
    await cache.open({ file, appVersion: '1', userId: id, serverUrl: url });
    const { call } = createTransport({
      baseUrl: url,
      fetch: (input, init) => fetch(input, { ...init, headers: { ...headersOf(init), cookie } }),
      callTimeoutMs: 60_000,
      reconnection: RECONNECTION,
      waker: createWaker(),
      onAnswer: () => {},
      era: () => 0,
    });
    await createPuller({ call, cache, tell: () => {} }).catchUp(new AbortController().signal);
    const { cursor, complete } = await cache.position();
    if (!complete || cursor < CONVERSATIONS * (MESSAGES_EACH + 1))
      throw new Error('the download is not whole');
  } finally {
    await cache.terminate();
  }
}

const headersOf = (init: RequestInit | undefined) => Object.fromEntries(new Headers(init?.headers));

async function fill(databaseUrl: string, userId: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET ROLE kipux_system');
    let seq = 0;
    for (let n = 0; n < CONVERSATIONS; n++) {
      const conversationId = randomUUID();
      const texts = Array.from({ length: MESSAGES_EACH }, (_, index) => words(10 + ((n + index) % 60)));
      await client.query('INSERT INTO conversations (user_id, id, title, seq) VALUES ($1, $2, $3, $4)', [
        userId,
        conversationId,
        words(4),
        ++seq,
      ]);
      await client.query(
        `INSERT INTO messages (user_id, id, conversation_id, role, content, status, model, position, seq)
         SELECT $1, gen_random_uuid(), $2, (CASE WHEN n % 2 = 1 THEN 'user' ELSE 'assistant' END)::message_role,
           text, 'complete', 'scripted', $4 + n, $4 + n FROM unnest($3::text[]) WITH ORDINALITY given (text, n)`,
        [userId, conversationId, texts, seq],
      );
      seq += MESSAGES_EACH;
    }
    await client.query('UPDATE users SET change_seq = $2 WHERE id = $1', [userId, seq]);
  } finally {
    await client.end();
  }
}
