import { Worker } from 'node:worker_threads';
import { CacheError } from './cacheError.ts';
import type { CacheOperation, CacheOperations, CacheRequest, CacheResponse } from './cacheProtocol.ts';

/** The same operations, asked of the cache's thread. Rejects with a CacheError. */
export type CacheThread = {
  [K in CacheOperation]: (
    ...parameters: Parameters<CacheOperations[K]>
  ) => Promise<Awaited<ReturnType<CacheOperations[K]>>>;
} & { terminate(): Promise<void> };

type Waiting = { resolve: (result: never) => void; reject: (error: CacheError) => void };

/** Starts the cache's thread. `entry` is the file of its own, since a bundle has another name than the source. */
export function startCacheThread(entry: URL): CacheThread {
  const worker = new Worker(entry);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: CacheError | undefined;

  worker.on('message', (response: CacheResponse) => {
    const call = waiting.get(response.id);
    waiting.delete(response.id);
    if ('error' in response) call?.reject(new CacheError(response.error.code, response.error.message));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer of the operation that was asked for
    else call?.resolve(response.result as never);
  });
  const end = (cause: unknown) => {
    ended ??= new CacheError('internal', 'the thread of the cache has ended', cause);
    for (const call of waiting.values()) call.reject(ended);
    waiting.clear();
  };
  worker.on('error', end).on('exit', end);

  const ask = (operation: string, parameters: unknown[]) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, operation, parameters } satisfies CacheRequest);
    });
  const terminate = async () => {
    await ask('close', []).catch(() => {});
    await worker.terminate();
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the proxy provides every operation by its name
  return new Proxy({ terminate } as CacheThread, {
    get: (target, name): unknown =>
      name === 'terminate' || name === 'then' || typeof name === 'symbol'
        ? Reflect.get(target, name)
        : (...parameters: unknown[]) => ask(name, parameters),
  });
}
