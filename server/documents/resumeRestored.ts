import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Jobs } from '#platform/jobs.ts';
import type { FileStore } from './fileStore.ts';
import { ingestionQueueName } from './ingestion.ts';
import { sendIngestion } from './ingestionJobs.ts';
import type { DocumentKey } from './ingestionStore.ts';

const WHY = 'documents that were being read when their backup was made';
const BATCH = 500;
const NO_ID = '00000000-0000-0000-0000-000000000000';

const RESTORED: Statement = {
  name: 'is restored',
  text: "SELECT key FROM server_state WHERE key = 'restored'",
};
const UNREAD: Statement = {
  name: 'unread documents',
  text: `SELECT user_id AS "userId", id AS "documentId" FROM documents
    WHERE status IN ('pending', 'processing') AND (user_id, id) > ($1, $2) ORDER BY user_id, id LIMIT ${BATCH}`,
};
const RESUMED: Statement = {
  name: 'restored is resumed',
  text: "DELETE FROM server_state WHERE key = 'restored'",
};

/**
 * A backup has no jobs: after a restore the first start makes them again. Repeated after a crash, and done by two
 * processes at once, it does the same.
 */
export async function resumeRestored({
  database,
  jobs,
  files,
}: {
  database: Database;
  jobs: Jobs;
  files: FileStore;
}): Promise<void> {
  const isRestored = (await database.runAsSystem(WHY, RESTORED, [])).length > 0;
  if (!isRestored) return;
  for (let last: DocumentKey = { userId: NO_ID, documentId: NO_ID }; ; ) {
    const unread = await database.runAsSystem<DocumentKey>(WHY, UNREAD, [last.userId, last.documentId]);
    for (const key of unread) {
      await database.withUser(key.userId, (tx) => sendIngestion(tx, jobs, files, key));
      last = key;
    }
    if (unread.length < BATCH) break;
  }
  await database.runAsSystem(WHY, RESUMED, []);
  jobs.announce(ingestionQueueName(files));
}
