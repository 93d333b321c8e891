import type { Transaction } from '#platform/database/database.ts';
import type { Jobs } from '#platform/jobs.ts';
import type { FileStore } from './fileStore.ts';
import { ingestionQueueName } from './ingestion.ts';
import type { DocumentKey } from './ingestionStore.ts';
import { countUnread } from './store.ts';

/**
 * Adds the job that reads a document; it has the document's id, so that there is never a second one. Who has many
 * documents waiting lets the first ones of others go before.
 */
export async function sendIngestion(
  tx: Transaction,
  jobs: Jobs,
  files: FileStore,
  key: DocumentKey,
): Promise<void> {
  const priority = -(await countUnread(tx, key.userId));
  await jobs.send(tx, ingestionQueueName(files), [{ id: key.documentId, data: key, priority }]);
}

/** Whoever waits for a document to be read at all goes first. */
const REEMBEDDING_PRIORITY = -1_000_000;

/** Adds the jobs that embed documents anew. */
export async function sendReembedding(
  tx: Transaction,
  jobs: Jobs,
  files: FileStore,
  keys: readonly DocumentKey[],
): Promise<void> {
  if (keys.length === 0) return;
  const reembedding = keys.map((key) => ({
    id: key.documentId,
    data: key,
    priority: REEMBEDDING_PRIORITY,
  }));
  await jobs.send(tx, ingestionQueueName(files), reembedding);
}
