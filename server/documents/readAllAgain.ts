import type { Transaction } from '#platform/database/database.ts';
import type { Jobs } from '#platform/jobs.ts';
import { Prisma } from '#prisma/client.ts';
import type { DocumentErrorCode } from '#shared/errors.ts';
import type { FileStore } from './fileStore.ts';
import { ingestionQueueName } from './ingestion.ts';
import type { DocumentKey } from './ingestionStore.ts';

/** What another attempt may change; the rest lies in the file. */
const PASSING: readonly DocumentErrorCode[] = ['internal', 'embedding_failed', 'took_too_long'];
const AT_ONCE = 1_000;

/**
 * Makes documents of many users that could not be read wait again, with their jobs: the named ones, or all whose reason may
 * have passed. Their users' devices, and the workers, are to be told after the commit.
 * @returns those that now wait
 */
export async function readAllAgain(
  tx: Transaction,
  { jobs, files }: { jobs: Pick<Jobs, 'send'>; files: FileStore },
  keys: readonly DocumentKey[] | undefined,
): Promise<DocumentKey[]> {
  const chosen =
    keys === undefined
      ? Prisma.sql`error ->> 'code' = ANY(${[...PASSING]})`
      : Prisma.sql`(user_id, id) IN (SELECT * FROM unnest(${keys.map(({ userId }) => userId)}::uuid[], ${keys.map(({ documentId }) => documentId)}::uuid[]))`;
  const waiting = await tx.$queryRaw<DocumentKey[]>`
    WITH chosen AS MATERIALIZED (
      SELECT user_id, id, row_number() OVER (PARTITION BY user_id ORDER BY created_at, id) AS place
      FROM documents WHERE status = 'error' AND ${chosen} ORDER BY created_at DESC LIMIT ${AT_ONCE}),
    asked AS (SELECT user_id, max(place) AS numbers FROM chosen GROUP BY user_id),
    numbered AS (
      UPDATE users SET change_seq = change_seq + numbers FROM asked WHERE users.id = asked.user_id
      RETURNING users.id, change_seq - numbers AS before)
    UPDATE documents d SET status = 'pending', error = NULL, step = 'waiting', step_ratio = 0, seq = before + place
    FROM chosen JOIN numbered ON numbered.id = chosen.user_id
    WHERE d.user_id = chosen.user_id AND d.id = chosen.id AND d.status = 'error'
    RETURNING d.user_id AS "userId", d.id AS "documentId"`;
  const again = waiting.map((key) => ({ id: key.documentId, data: key }));
  if (again.length > 0) await jobs.send(tx, ingestionQueueName(files), again);
  return waiting;
}
