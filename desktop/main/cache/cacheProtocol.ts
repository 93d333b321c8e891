import type { Cache } from './cache.ts';
import type { CacheErrorCode } from './cacheError.ts';
import type { CacheIdentity } from './openCache.ts';

/** What the main thread may ask of the cache's thread. */
export type CacheOperations = Cache & {
  /** Opens an account's cache and closes the former one. Gives where a damaged file was put, if there was one. */
  open(options: CacheIdentity & { file: string; appVersion: string }): { setAside: string | undefined };
  close(): void;
};

export type CacheOperation = keyof CacheOperations;

/** `operation` is a CacheOperation, `parameters` are its own: both sides are of one build. */
export type CacheRequest = { id: number; operation: string; parameters: unknown[] };

export type CacheResponse =
  | { id: number; result: unknown }
  | { id: number; error: { code: CacheErrorCode; message: string } };
