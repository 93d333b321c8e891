import type { DatabaseSync } from 'node:sqlite';
import type { Change, KnownRow } from '#shared/changes.ts';
import { createTextKeeper } from './documentTexts.ts';
import type { OutboxEntry } from './outbox.ts';
import { createOverlay } from './overlay.ts';
import { createReads } from './reads.ts';
import { createRoom } from './room.ts';
import { createSearch } from './search.ts';
import { type ApplyPage, createWrites } from './writes.ts';

/** One account's cache: everything that can be asked of it, synchronously, on the thread that holds the file. */
export function createCache(
  db: DatabaseSync,
  appVersion: string,
  waiting: () => readonly OutboxEntry[] = () => [],
) {
  const overlay = createOverlay(waiting);
  const writes = createWrites(db, appVersion);
  return {
    ...createReads(db, overlay),
    ...writes,
    ...createSearch(db),
    ...createRoom(db, overlay.conversationIds),
    keepDocumentText: createTextKeeper(db),
    /** Puts the rows of an acknowledged write in; gives those that were new, as this device shows them. */
    acknowledge: (...parameters: Parameters<typeof writes.acknowledge>): KnownRow[] =>
      writes
        .acknowledge(...parameters)
        .map(overlay.row)
        .filter((row) => row !== undefined),
    /** Applies a page; the rows that it gives are as this device shows them. */
    applyPage(page: ApplyPage): { applied: Change[] } | undefined {
      const result = writes.applyPage(page);
      return result && { applied: result.applied.flatMap(shown) };
    },
  };

  function shown(change: Change): Change[] {
    if (change.deleted) return [change];
    if (change.type === 'settings') return [{ ...change, row: overlay.settings(change.row) }];
    if (change.type !== 'conversation') return [change];
    const row = overlay.conversation(change.id, change.row);
    return row ? [{ ...change, row }] : [];
  }
}

export type Cache = ReturnType<typeof createCache>;
