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

function perform({ operation, parameters }: CacheRequest): unknown {
  if (operation === 'open') return open(...(parameters as Parameters<typeof open>));
  if (operation === 'close') return close();
  if (!current) throw new CacheError('internal', 'no cache is open');
  const run = current.cache[operation] as (...parameters: unknown[]) => unknown;
  return run(...parameters);
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
