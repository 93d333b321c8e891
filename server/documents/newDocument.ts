import { z } from 'zod';
import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { type AppError, notFound } from '#platform/errors.ts';
import type { Document } from '#shared/entities.ts';
import { CURRENT_PLAN, notInPlan, roomLimitReached } from '../plans/index.ts';
import { documentRowSchema, presentDocument } from './present.ts';

export type NewDocument = {
  id: string;
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  hash: string;
  /** No second document of the same bytes: the one that is there is given instead. */
  reuse: boolean;
  /** The older version whose place it takes once it has been read. */
  replaces: string | undefined;
};

/**
 * Tells who may not upload before the file comes.
 * @throws AppError `plan_limit_reached` when the plan has no documents; `not_found` for the version that is to be replaced
 */
export async function assertWelcome(
  { readAsUser }: Database,
  userId: string,
  replaces: string | undefined,
): Promise<void> {
  const [welcome] = await readAsUser<WelcomeRow>(userId, READ_WELCOME, [userId, replaces ?? null]);
  if (welcome?.allowRag !== true) {
    throw notInPlan('rag', `The plan ${welcome?.plan ?? ''} does not include answers from documents.`);
  }
  if (!welcome.hasOlder) throw notFound('document');
}

type WelcomeRow = { plan: string; allowRag: boolean; hasOlder: boolean };

const READ_WELCOME: Statement = {
  name: 'read who may upload',
  text: `SELECT p.name AS plan, p.allow_rag AS "allowRag",
      $2::uuid IS NULL OR EXISTS (SELECT FROM documents d WHERE d.user_id = $1::uuid AND d.id = $2::uuid) AS "hasOlder"
    FROM (${CURRENT_PLAN}) p`,
};

/**
 * Adds a document if the plan has room for it, and in the same trip the job that reads it, which `sending` writes. The
 * lock under which a change is made lets parallel uploads of one user wait for each other, so that not one passes too many.
 * @throws AppError `plan_limit_reached`; `not_found` for the version that is to be replaced
 */
export async function addDocument(
  { changeAsUser }: Database,
  userId: string,
  { id, fileName, mimeType, sizeBytes, hash, reuse, replaces }: NewDocument,
  sending: readonly Statement[],
): Promise<{ document: Document; isNew: boolean }> {
  const parameters = [userId, id, fileName, mimeType, sizeBytes, hash, reuse, replaces ?? null];
  const [answer] = await changeAsUser(userId, 1, ADD_DOCUMENT, parameters, sending);
  const outcome = outcomeSchema.parse(answer);
  if (outcome.row === null) throw refusal(outcome);
  return { document: presentDocument(outcome.row), isNew: outcome.verdict === 'added' };
}

const outcomeSchema = z.object({
  verdict: z.enum(['added', 'same', 'no document', 'documents', 'storage']),
  row: documentRowSchema.nullable(),
  plan: z.string(),
  documents: z.coerce.number(),
  bytes: z.coerce.number(),
  max_documents: z.number().nullable(),
  max_bytes: z.coerce.number().nullable(),
});
type Outcome = z.infer<typeof outcomeSchema>;

function refusal({ verdict, plan, documents, bytes, max_documents, max_bytes }: Outcome): AppError {
  if (verdict === 'no document') return notFound('document');
  if (verdict === 'documents') {
    const max = max_documents ?? 0;
    return roomLimitReached('documents', `The plan ${plan} has room for ${max} documents.`, {
      used: documents,
      max,
    });
  }
  const max = max_bytes ?? 0;
  return roomLimitReached('storage', `The plan ${plan} has room for ${max / BYTES_A_MB} MB.`, {
    used: bytes,
    max,
  });
}

const BYTES_A_MB = 1024 * 1024;

/**
 * The same bytes are those of a document that was or is being read and that no other is about to replace; of a new version
 * only the one that it replaces. Its room is free once it has been replaced, unless another document does so already: it is
 * not given away twice. Who has many documents waiting lets the first ones of others be read before.
 */
const ADD_DOCUMENT: Statement = {
  name: 'add document',
  text: `WITH current_plan AS MATERIALIZED (${CURRENT_PLAN}),
    same AS MATERIALIZED (SELECT d.id FROM documents d
      WHERE $7::boolean AND d.user_id = $1::uuid AND d.content_hash = $6::text AND d.status <> 'error'
        AND ($8::uuid IS NULL OR d.id = $8::uuid)
        AND NOT EXISTS (SELECT FROM documents newer
          WHERE newer.user_id = d.user_id AND newer.replaces_id = d.id AND newer.status <> 'error')
      ORDER BY d.created_at DESC LIMIT 1),
    older AS MATERIALIZED (SELECT d.file_size_bytes AS bytes,
        NOT EXISTS (SELECT FROM documents other WHERE other.user_id = d.user_id AND other.replaces_id = d.id) AS is_free
      FROM documents d WHERE d.user_id = $1::uuid AND d.id = $8::uuid),
    stored AS MATERIALIZED (SELECT count(*) AS documents, coalesce(sum(d.file_size_bytes), 0) AS bytes,
        count(*) FILTER (WHERE d.status IN ('pending', 'processing')) AS unread
      FROM documents d WHERE d.user_id = $1::uuid),
    room AS MATERIALIZED (SELECT p.name AS plan, p.max_documents, p.max_storage_mb::bigint * ${BYTES_A_MB} AS max_bytes,
        s.documents - (SELECT count(*) FROM older WHERE is_free) AS documents,
        s.bytes - coalesce((SELECT bytes FROM older WHERE is_free), 0) AS bytes
      FROM current_plan p, stored s),
    verdict AS MATERIALIZED (SELECT CASE
        WHEN $8::uuid IS NOT NULL AND NOT EXISTS (SELECT FROM older) THEN 'no document'
        WHEN EXISTS (SELECT FROM same) THEN 'same'
        WHEN room.documents >= room.max_documents THEN 'documents'
        WHEN room.bytes + $5::integer > room.max_bytes THEN 'storage'
        ELSE 'added' END AS verdict FROM room),
    added AS (
      INSERT INTO documents AS d (user_id, id, file_name, mime_type, file_size_bytes, content_hash, replaces_id, seq)
      SELECT $1::uuid, $2::uuid, $3, $4, $5::integer, $6, $8::uuid, u.change_seq
      FROM users u, verdict WHERE u.id = $1::uuid AND verdict.verdict = 'added'
      RETURNING to_jsonb(d) AS row),
    queued AS MATERIALIZED (SELECT set_config('app.jobs', coalesce(
        (SELECT jsonb_build_array(jsonb_build_object('id', $2::uuid, 'priority', -stored.unread,
          'data', jsonb_build_object('userId', $1::uuid, 'documentId', $2::uuid)))::text
         FROM added, stored), '[]'), true) AS jobs)
    SELECT verdict.verdict, room.*, queued.jobs,
      coalesce((SELECT row FROM added),
        (SELECT to_jsonb(d) FROM documents d JOIN same ON same.id = d.id
         WHERE d.user_id = $1::uuid AND verdict.verdict = 'same')) AS row
    FROM verdict, room, queued`,
};
