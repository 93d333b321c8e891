import { parentPort } from 'node:worker_threads';
import { type Cache, createCache } from './cache.ts';
import { CacheError, toCacheError } from './cacheError.ts';
import type { CacheOperations, CacheRequest, CacheResponse } from './cacheProtocol.ts';
import { openCache } from './openCache.ts';

/** Entry of the cache's thread: SQLite is synchronous, and here it keeps nobody waiting. */

type Current = { cache: Cache; close: () => void; reopen: () => void };
let current: Current | undefined;

const open: CacheOperations['open'] = (options) => {
  current?.close();
  current = undefined;
  const { db, setAside } = openCache(options.file, options);
  current = {
    cache: createCache(db, options.appVersion),
    close: () => db.close(),
    reopen: () => void open(options),
  };
  return { setAside };
};

const close = () => {
  current?.close();
  current = undefined;
};

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
  return Object.hasOwn(current.cache, operation) ? Reflect.get(current.cache, operation) : undefined;
}

/** A file that turns out to be damaged while it is in use is set aside; the caller hears `corrupt` and starts anew. */
function answer(request: CacheRequest): CacheResponse {
  try {
    return { id: request.id, result: perform(request) };
  } catch (error) {
    const { code, message } = toCacheError(error);
    if (code === 'corrupt') current?.reopen();
    return { id: request.id, error: { code, message } };
  }
}

parentPort?.on('message', (request: CacheRequest) => parentPort?.postMessage(answer(request)));
