import { setTimeout as pause } from 'node:timers/promises';
import { ClientError } from '#shared/client/client.ts';
import { createWaker, RECONNECTION } from '#shared/client/reconnect.ts';
import { createTransport } from '#shared/client/transport.ts';
import { createCache } from '../../cache/cache.ts';
import { openCache } from '../../cache/openCache.ts';
import { openOutbox, outboxFile } from '../../cache/openOutbox.ts';
import { createOutbox, type NewEntry, nextToSend, presentEntry } from '../../cache/outbox.ts';
import { createOutboxSender } from '../outboxSender.ts';
import { createPuller } from '../puller.ts';
import { IDENTITY } from './modelDevice.ts';

/**
 * A device in a process of its own, that works without a pause until somebody kills it: `deviceProcess.ts URL FILE RUN
 * [COOKIE [finish]]`. A server that is away is waited for. With `finish` it makes nothing new, ends when server and cache
 * are alike, and says what it has: a line of JSON.
 */
const [url = '', file = '', run = '', cookie = '', finish = ''] = process.argv.slice(2);
const outbox = createOutbox(openOutbox(outboxFile(file), IDENTITY));
const cacheDb = openCache(file, IDENTITY).db;
const cache = createCache(cacheDb, '1', outbox.entries);
const { call } = createTransport({
  baseUrl: url,
  fetch: cookie === '' ? undefined : fetchSignedIn,
  callTimeoutMs: 10_000,
  reconnection: RECONNECTION,
  waker: createWaker(),
  onAnswer: () => {},
  era: () => 0,
});
const tell = () => {};
const { signal } = new AbortController();
const puller = createPuller({ call, cache, tell, pageSize: 3 });
const sender = createOutboxSender({
  call,
  tell,
  cache: {
    ...cache,
    nextChange: () => nextToSend(outbox.entries()),
    markTried: outbox.markTried,
    changeDone: outbox.done,
    changeRefused: outbox.refuse,
    waitingChanges: () => outbox.entries().map(presentEntry),
  },
});

let made = 0;
const newId = () => `${run.padStart(8, '0')}-0000-7000-8000-${String(++made).padStart(12, '0')}`;

/** What was kept is said, so that whoever kills this process knows what must not be lost. */
function make(kind: NewEntry['kind'], conversationId: string | null, body: Record<string, unknown>): void {
  const id = String(Object.values(body)[0]);
  outbox.put({ id, kind, conversationId, body, createdAt: new Date().toISOString() });
  process.stdout.write(`${id} ${kind} ${kind === 'sendMessage' ? String(body['content']) : ''}\n`);
}

function fetchSignedIn(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  headers.set('cookie', cookie);
  return fetch(input, { ...init, headers });
}

/** Sends what waits and takes what is new, as often as it takes until neither fails. */
async function exchange(): Promise<void> {
  for (;;) {
    const done = await Promise.allSettled([sender.flush(signal), puller.catchUp(signal)]);
    const failed = done.filter((one) => one.status === 'rejected');
    if (failed.length === 0) return;
    for (const { reason } of failed) assertAway(reason);
    await pause(20);
  }
}

/** Throws what is no server that is away for a moment. */
function assertAway(reason: unknown): void {
  if (reason instanceof ClientError && ['offline', 'unavailable'].includes(reason.code)) return;
  throw new Error('the device failed', { cause: reason });
}

async function work(): Promise<never> {
  for (let turn = 0; ; turn++) {
    const conversation = newId();
    make('createConversation', conversation, { id: conversation, title: `C${turn}` });
    make('sendMessage', conversation, { id: newId(), content: `message ${made}` });
    await exchange();
    make('updateConversation', conversation, { changeId: newId(), title: `renamed ${turn}` });
    make('sendMessage', conversation, { id: newId(), content: `message ${made}` });
    await exchange();
  }
}

if (finish === '') await work();
await exchange();
const ids = ['conversations', 'messages'].flatMap((table) =>
  cacheDb
    .prepare(`SELECT id FROM ${table}`)
    .all()
    .map(({ id }) => id),
);
process.stdout.write(JSON.stringify({ waiting: outbox.count(), ids }));
