import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import { forgetOldChanges } from './store.ts';

const SWEEP_MS = 60 * 60 * 1000;

/** Removes, now and then, tombstones and receipts of changes that have been kept for their time. */
export function startSyncSweep({ database, log }: { database: Database; log: Log }): () => void {
  const sweep = async () => {
    const removed = await forgetOldChanges(database);
    if (removed > 0) log.info({ removed }, 'old tombstones and receipts were removed');
  };
  const run = () => void sweep().catch((error: unknown) => log.warn({ err: error }, 'the sync sweep failed'));
  const first = setTimeout(run, SWEEP_MS / 60);
  const timer = setInterval(run, SWEEP_MS);
  first.unref();
  timer.unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
