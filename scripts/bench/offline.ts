import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Message } from '#shared/entities.ts';
import { type Cache, createCache } from '../../desktop/main/cache/cache.ts';
import { openCache } from '../../desktop/main/cache/openCache.ts';
import { conversationRow, messageRow } from '../../desktop/main/cache/testing/rows.ts';
import { cacheFile } from '../../desktop/main/client/account.ts';
import { THIS_COMPUTER } from '../../desktop/main/server/serverAddress.ts';
import { en } from '../../desktop/renderer/i18n/en.ts';
import { newAccount } from '../../desktop/renderer/testing/memoryServer.ts';
import { delay } from './clock.ts';
import type { BenchContext } from './context.ts';
import { findDesktop } from './desktopProgram.ts';
import { memoryOfTree } from './processes.ts';
import type { Measurement } from './report.ts';
import { median, quantile } from './statistics.ts';

const CONVERSATIONS = 900;
const MESSAGES_EACH = 100;
const LONG_CONVERSATION = 10_000;
const PAGE = 1_000;
const QUERIES = 300;

/** Reading and searching what a device has: 100,000 messages, 10,000 of them in one conversation. */
export async function benchOffline({ say }: BenchContext): Promise<Measurement[]> {
  const device = mkdtempSync(path.join(tmpdir(), 'kipux-bench-offline-'));
  const file = cacheFile(device, { server: THIS_COMPUTER, userId: ACCOUNT.user.id });
  try {
    say('filling a cache with 100,000 messages');
    const long = fill(file);
    const openedAt = performance.now();
    const { db } = openCache(file, IDENTITY);
    const cache = createCache(db, '1');
    cache.conversations({ limit: 200, cursor: undefined, archived: 'false' });
    const listAfter = performance.now() - openedAt;
    const readAt = performance.now();
    cache.messages(long, { limit: 200, cursor: undefined, order: 'newest' });
    const endAfter = performance.now() - readAt;
    say(`searching as one types, ${QUERIES} times`);
    const searches = typed().map((query) => timed(() => cache.search(query, 20)));
    db.close();
    const inWindow = await benchWindow(device, say);
    return [
      {
        name: 'offline: opening the cache and reading the list',
        kipux: listAfter,
        unit: 'ms',
        compare: 'alone',
        target: 1_500,
      },
      {
        name: 'offline: the end of a conversation of 10,000 messages',
        kipux: endAfter,
        unit: 'ms',
        compare: 'alone',
        target: 300,
      },
      {
        name: 'offline: a search among 100,000 messages, p95',
        kipux: quantile(searches, 0.95),
        unit: 'ms',
        compare: 'alone',
        target: 50,
      },
      ...inWindow,
    ];
  } finally {
    rmSync(device, { recursive: true, force: true });
  }
}

const ACCOUNT = newAccount('bench@example.org', null, 'en');
const IDENTITY = { userId: ACCOUNT.user.id, serverUrl: THIS_COMPUTER };
const LONG_TITLE = 'La larga';
/** Words that stand in one message alone. */
const [MIDDLE, LAST] = ['kwyxmedio', 'kwyxfinal'];
const STARTS = 3;

/** The same in the window, with the server gone: what drives the window is part of the times. */
async function benchWindow(device: string, say: (text: string) => void): Promise<Measurement[]> {
  const start = await findDesktop();
  if (start === undefined) return [];
  writeFileSync(path.join(device, 'server.json'), JSON.stringify({ kind: 'thisComputer' }));
  writeFileSync(
    path.join(device, 'account.json'),
    JSON.stringify({ server: THIS_COMPUTER, userId: ACCOUNT.user.id }),
  );
  const ends: number[] = [];
  const hits: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    say(`opening the long conversation in the window, ${round + 1} of ${STARTS}`);
    const { page, pid, close } = await start(device, 'http://127.0.0.1:1');
    const row = page.getByText(LONG_TITLE, { exact: true });
    await row.waitFor();
    await delay(SETTLED_MS);
    ends.push(await timedAsync(() => row.click(), page.getByText(LAST)));
    memory.push(memoryOfTree(pid) ?? Number.NaN);
    await page.getByLabel(en.sidebar.searchLabel).fill(MIDDLE);
    const hit = page.getByRole('link').filter({ hasText: MIDDLE }).first();
    await hit.waitFor();
    hits.push(await timedAsync(() => hit.click(), page.getByRole('main').getByText(MIDDLE)));
    await close();
  }
  const alone = (name: string, kipux: number, unit: 'ms' | 'MiB', target?: number): Measurement => ({
    name,
    kipux,
    unit,
    compare: 'alone',
    ...(target === undefined ? {} : { target }),
  });
  return [
    alone('offline: the same in the window, from the click', median(ends), 'ms', 300),
    alone('offline: a hit in its middle, from the click', median(hits), 'ms', 300),
    alone('offline: memory of all processes with it open', median(memory), 'MiB'),
  ];
}

/** Until then the window fetches the rest of the interface. */
const SETTLED_MS = 2_500;

async function timedAsync(act: () => Promise<void>, shown: Locator): Promise<number> {
  const before = performance.now();
  await act();
  await shown.first().waitFor();
  return performance.now() - before;
}

function timed(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** Gives the id of the long conversation. */
function fill(file: string): string {
  const { db } = openCache(file, IDENTITY);
  const cache = createCache(db, '1');
  const add = pages(cache);
  const long = conversationRow({ title: LONG_TITLE }, 2_000);
  let parentId: string | null = null;
  for (let n = 0; n < LONG_CONVERSATION; n++) {
    const message: Message = { ...newMessage(long.id, n), parentId };
    if (n === LONG_CONVERSATION / 2) message.content += ` ${MIDDLE}`;
    if (n === LONG_CONVERSATION - 1) message.content += ` ${LAST}`;
    parentId = message.id;
    add('message', message);
  }
  const whole = { ...long, activeLeafId: parentId };
  add('conversation', whole);
  for (let c = 0; c < CONVERSATIONS; c++) {
    const conversation = conversationRow({ title: words(4) }, c);
    add('conversation', conversation);
    for (let n = 0; n < MESSAGES_EACH; n++) add('message', newMessage(conversation.id, n));
  }
  cache.keepAnswer('getSession', ACCOUNT);
  add.end();
  db.close();
  return long.id;
}

const newMessage = (conversationId: string, n: number) =>
  messageRow(conversationId, { role: n % 2 === 0 ? 'user' : 'assistant', content: words(10 + (n % 60)) }, n);

/** Rows go in by pages of the feed, as they do in the app. */
function pages(cache: Cache) {
  let seq = 0;
  let page: unknown[] = [];
  const flush = (more: boolean) => {
    const asked = cache.position();
    const next = { ...asked, cursor: seq, epoch: 'bench', complete: !more };
    cache.applyPage({ asked, next, changes: page, replaced: false });
    page = [];
  };
  const add = (type: string, row: { id: string }) => {
    page.push({ type, id: row.id, seq: ++seq, deleted: false, row });
    if (page.length >= PAGE) flush(true);
  };
  return Object.assign(add, { end: () => flush(false) });
}

const SYLLABLES = [
  'ca',
  'de',
  'la',
  'mi',
  'so',
  'tra',
  'pe',
  'cón',
  'no',
  'ar',
  'ien',
  'cu',
  'bo',
  'ti',
  'es',
  'ra',
  'ño',
  'gé',
];
let state = 1;
const random = () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff;
const VOCABULARY = Array.from({ length: 20_000 }, () =>
  Array.from(
    { length: 1 + Math.floor(random() * 4) },
    () => SYLLABLES[Math.floor(random() * SYLLABLES.length)],
  ).join(''),
);
/** Few words are frequent and many rare, as in a language. */
const word = () => VOCABULARY[Math.floor(random() ** 3 * VOCABULARY.length)] ?? '';
export const words = (count: number) => Array.from({ length: count }, word).join(' ');

/** What is asked while somebody types: every beginning of one to three words. */
function typed(): string[] {
  const queries: string[] = [];
  while (queries.length < QUERIES) {
    const whole = words(1 + Math.floor(random() * 3));
    for (let end = 1; end <= whole.length && queries.length < QUERIES; end++)
      queries.push(whole.slice(0, end));
  }
  return queries;
}
