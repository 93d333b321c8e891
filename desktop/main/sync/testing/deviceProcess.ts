import { createWaker, RECONNECTION } from '#shared/client/reconnect.ts';
import { createTransport } from '#shared/client/transport.ts';
import { createCache } from '../../cache/cache.ts';
import { openCache } from '../../cache/openCache.ts';
import { openOutbox, outboxFile } from '../../cache/openOutbox.ts';
import { createOutbox, type NewEntry, nextToSend, presentEntry } from '../../cache/outbox.ts';
import { createOutboxSender } from '../outboxSender.ts';
import { createPuller } from '../puller.ts';
import { IDENTITY } from './modelDevice.ts';

/** A device in a process of its own, that works without a pause until somebody kills it: `deviceProcess.ts URL FILE RUN`. */
const [url = '', file = '', run = ''] = process.argv.slice(2);
const outbox = createOutbox(openOutbox(outboxFile(file), IDENTITY));
const cache = createCache(openCache(file, IDENTITY).db, '1', outbox.entries);
const { call } = createTransport({
  baseUrl: url,
  fetch: undefined,
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

async function work(): Promise<never> {
  for (let turn = 0; ; turn++) {
    const conversation = newId();
    make('createConversation', conversation, { id: conversation, title: `C${turn}` });
    make('sendMessage', conversation, { id: newId(), content: `message ${made}` });
    await Promise.all([sender.flush(signal), puller.catchUp(signal)]);
    make('updateConversation', conversation, { changeId: newId(), title: `renamed ${turn}` });
    make('sendMessage', conversation, { id: newId(), content: `message ${made}` });
    await Promise.all([puller.catchUp(signal), sender.flush(signal)]);
  }
}

await work();
