import type { DatabaseSync } from 'node:sqlite';
import { createReads } from './reads.ts';
import { createSearch } from './search.ts';
import { createWrites } from './writes.ts';

/** One account's cache: everything that can be asked of it, synchronously, on the thread that holds the file. */
export function createCache(db: DatabaseSync, appVersion: string) {
  return { ...createReads(db), ...createWrites(db, appVersion), search: createSearch(db) };
}

export type Cache = ReturnType<typeof createCache>;
