import { parentPort } from 'node:worker_threads';
import { createCache } from './cache.ts';
import { CacheError, toCacheError } from './cacheError.ts';
import type { CacheOperations, CacheRequest, CacheResponse, OutboxOperations } from './cacheProtocol.ts';
import { openCache } from './openCache.ts';
import { openOutbox, outboxFile } from './openOutbox.ts';
import { createOutbox, nextToSend, type OutboxStore, presentEntry } from './outbox.ts';

/** Entry of the cache's thread: SQLite is synchronous, and here it keeps nobody waiting. */

type Current = { operations: Record<string, unknown>; close: () => void; reopen: () => void };
let current: Current | undefined;

const open: CacheOperations['open'] = (options) => {
  close();
  const outboxDb = openOutbox(outboxFile(options.file), options);
  const outbox = createOutbox(outboxDb);
  const opened = { operations: { ...outboxOperations(outbox) }, close: () => outboxDb.close() };
  current = { ...opened, reopen: () => void open(options) };
  const { db, setAside } = openCache(options.file, options);
  current = {
    operations: { ...opened.operations, ...createCache(db, options.appVersion, outbox.entries) },
    close() {
      db.close();
      outboxDb.close();
    },
    reopen: () => void open(options),
  };
  return { setAside };
};

const close = () => {
  current?.close();
  current = undefined;
};

function outboxOperations(outbox: OutboxStore): OutboxOperations {
  return {
    addChange: outbox.put,
    nextChange: () => nextToSend(outbox.entries()),
    markTried: outbox.markTried,
    changeDone: outbox.done,
    changeRefused: outbox.refuse,
    retryChange: outbox.retry,
    discardChange: outbox.discard,
    waitingChanges: () => outbox.entries().map(presentEntry),
  };
}

/** Both sides of the thread are of one build, so what comes is one of the operations with its own parameters. */
function perform({ operation, parameters }: CacheRequest): unknown {
  const shell: Record<string, unknown> = { open, close };
  const run = shell[operation] ?? operationOf(operation);
  if (typeof run !== 'function')
    throw new CacheError('internal', `${operation} is no operation of the cache`);
  return Reflect.apply(run, undefined, parameters);
}

function operationOf(operation: string): unknown {
  if (!current) throw new CacheError('internal', 'no cache is open');
  return Object.hasOwn(current.operations, operation) ? current.operations[operation] : undefined;
}

/** A file that turns out to be damaged while it is in use is set aside; the caller hears `corrupt` and starts anew. */
function answer(request: CacheRequest): CacheResponse {
  try {
    return { id: request.id, result: perform(request) };
  } catch (error) {
    const { code, message } = toCacheError(error);
    if (code === 'corrupt' && request.operation !== 'open') current?.reopen();
    return { id: request.id, error: { code, message } };
  }
}

parentPort?.on('message', (request: CacheRequest) => parentPort?.postMessage(answer(request)));
