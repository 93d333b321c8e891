import type { WaitingChange } from '#shared/outbox.ts';
import type { Cache } from './cache.ts';
import type { CacheErrorCode } from './cacheError.ts';
import type { CacheIdentity } from './openCache.ts';
import type { OutboxEntry, OutboxStore } from './outbox.ts';

/** What the main thread may ask of the cache's thread. */
export type CacheOperations = Cache &
  OutboxOperations & {
    /**
     * Opens an account's cache and outbox and closes the former ones. Gives where a damaged cache was put, if there was
     * one. When only the cache cannot be opened, the outbox is open nevertheless.
     */
    open(options: CacheIdentity & { file: string; appVersion: string }): { setAside: string | undefined };
    close(): void;
  };

/** What the outbox of the account that is open can do. */
export type OutboxOperations = {
  addChange: OutboxStore['put'];
  nextChange(): OutboxEntry | undefined;
  markTried: OutboxStore['markTried'];
  changeDone: OutboxStore['done'];
  changeRefused: OutboxStore['refuse'];
  retryChange: OutboxStore['retry'];
  discardChange: OutboxStore['discard'];
  waitingChanges(): WaitingChange[];
};

export type CacheOperation = keyof CacheOperations;

/** `operation` is a CacheOperation, `parameters` are its own: both sides are of one build. */
export type CacheRequest = { id: number; operation: string; parameters: unknown[] };

export type CacheResponse =
  | { id: number; result: unknown }
  | { id: number; error: { code: CacheErrorCode; message: string } };
