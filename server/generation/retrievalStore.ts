import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { type Retrieval, retrievalSchema } from '#shared/retrieval.ts';
import type { MessageKey } from './messageKey.ts';

const STORE_RETRIEVAL: Statement = {
  name: 'store retrieval',
  text: `INSERT INTO message_retrievals (user_id, message_id, retrieval) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, message_id) DO UPDATE SET retrieval = excluded.retrieval`,
};

/** Keeps what was found for an answer, for who asks why it says what it says. */
export async function storeRetrieval(
  { writeAsUser }: Database,
  { userId, messageId }: MessageKey,
  retrieval: Retrieval,
): Promise<void> {
  await writeAsUser(userId, STORE_RETRIEVAL, [userId, messageId, JSON.stringify(retrieval)]);
}

const RETRIEVAL: Statement = {
  name: 'find retrieval',
  text: `SELECT r.retrieval FROM messages m
    LEFT JOIN message_retrievals r ON r.user_id = m.user_id AND r.message_id = m.id
    WHERE m.user_id = $1 AND m.id = $2`,
};

/** What was found for an answer; null where nothing is known, undefined where there is no such message. */
export async function readRetrieval(
  { readAsUser }: Database,
  { userId, messageId }: MessageKey,
): Promise<Retrieval | null | undefined> {
  const [row] = await readAsUser<{ retrieval: unknown }>(userId, RETRIEVAL, [userId, messageId]);
  if (row === undefined) return undefined;
  return row.retrieval === null ? null : retrievalSchema.parse(row.retrieval);
}
