import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import type { FileStore } from './fileStore.ts';
import { knownDocuments } from './store.ts';

const SWEEP_MS = 60 * 60 * 1000;

/** Removes, now and then, files that no document stands for any more: of deleted accounts and of crashes. */
export function startFileSweep({
  database,
  files,
  log,
}: {
  database: Database;
  files: FileStore;
  log: Log;
}): () => void {
  const sweep = async () => {
    const removed = await files.sweep((userId, ids) =>
      database.asSystem('files whose owner may be gone', (tx) => knownDocuments(tx, userId, ids)),
    );
    if (removed > 0) log.info({ removed }, 'files without a document were removed');
  };
  const run = () => void sweep().catch((error: unknown) => log.warn({ err: error }, 'the file sweep failed'));
  const first = setTimeout(run, SWEEP_MS / 60);
  const timer = setInterval(run, SWEEP_MS);
  first.unref();
  timer.unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
