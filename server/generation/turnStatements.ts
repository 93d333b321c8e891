import { modelAllowed } from '#platform/ai/allowedModels.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { PlanLimit } from '#shared/errors.ts';
import { MESSAGE_COLUMNS, type MessageRow } from '../conversations/index.ts';
import { allowance, CURRENT_PLAN, reserve } from '../plans/index.ts';

/** Why a turn was or was not appended; `known`: answered before; `away`: its person was suspended, or is leaving. */
export type Verdict =
  | 'append'
  | 'known'
  | 'away'
  | 'id taken'
  | 'no conversation'
  | 'no message'
  | 'no document'
  | 'model not in plan'
  | 'model not allowed'
  | 'too many growing'
  | 'limit reached';

/** One row for each message of the turn, in order; one without a message when there is none. */
export type TurnRow = Decision & (MessageRow | { id: null });

/** `limit`, `used` and `max` come with `limit reached`. */
type Decision = {
  verdict: Verdict;
  planName: string;
  chosenModel: string | null;
  limit: PlanLimit;
  used: number;
  max: number;
};

/** Answers that one user may have in the making at once. */
const MAX_GROWING_PER_USER = 50;

/*
 * $1 user, $2 conversation or, for another answer, the message it stands beside, $3 id of the question or of that answer,
 * $4 whether the client gave it, $5 hash of the request, $6 model asked for, $7 the default one, $8 the day,
 * $9 owner of the lease, $10 its seconds
 */

const COMMON = `me AS (
    SELECT change_seq, message_cap, token_cap, suspended_at IS NOT NULL OR deletion_requested_at IS NOT NULL AS is_away
    FROM users WHERE id = $1),
  current_plan AS (${CURRENT_PLAN}),
  chosen AS (
    SELECT coalesce($6, CASE WHEN jsonb_typeof(models) = 'array' AND NOT models ? $7::text THEN models ->> 0 ELSE $7 END) AS model
    FROM current_plan),
  known AS (SELECT * FROM messages WHERE $4 AND user_id = $1 AND id = $3),
  deleted AS (SELECT FROM tombstones WHERE $4 AND user_id = $1 AND type = 'message' AND id = $3)`;

const ID_IS_TAKEN = 'EXISTS (SELECT FROM known) OR EXISTS (SELECT FROM deleted)';

const ADMISSION = `WHEN NOT ${modelAllowed('model', '$7')} THEN 'model not allowed'
  WHEN jsonb_typeof(models) = 'array' AND NOT coalesce(models ? model, false) THEN 'model not in plan'
  WHEN (SELECT count(*) FROM generation_leases WHERE user_id = $1) >= ${MAX_GROWING_PER_USER} THEN 'too many growing'
  WHEN EXISTS (SELECT FROM exceeded) THEN 'limit reached'
  ELSE 'append'`;

const reserved = (answerId: string) =>
  `reserved AS (${reserve({ day: '$8', answerId, from: "(SELECT FROM verdict WHERE verdict = 'append') admitted" })})`;

/** Needs `target`: where the answer belongs, its id and hash, and the title of a conversation that has none. */
const ANSWER = `answer AS (
    INSERT INTO messages (user_id, id, conversation_id, parent_id, role, status, model, position, seq, request_hash)
    SELECT $1, target.id, conversation_id, parent_id, 'assistant', 'pending', model, change_seq - 1, change_seq - 1, hash
    FROM me, chosen, target RETURNING *),
  lease AS (
    INSERT INTO generation_leases (user_id, message_id, owner, expires_at)
    SELECT $1, id, $9, now() + make_interval(secs => $10) FROM answer),
  shown AS (
    UPDATE conversations c SET active_leaf_id = target.id, updated_at = clock_timestamp(), seq = change_seq,
      title = CASE WHEN c.title = '' THEN coalesce(target.title, '') ELSE c.title END
    FROM me, target WHERE c.user_id = $1 AND c.id = target.conversation_id)`;

const turnOf = (
  ...parts: string[]
) => `SELECT verdict, name AS "planName", limit_name AS limit, used::float8, max::float8, chosen.model AS "chosenModel", turn.*
  FROM verdict CROSS JOIN current_plan CROSS JOIN chosen LEFT JOIN exceeded ON verdict = 'limit reached' LEFT JOIN (
    ${parts.map((part) => `SELECT ${MESSAGE_COLUMNS}, position FROM ${part}`).join(' UNION ALL ')}
  ) turn ON true ORDER BY position`;

const IF_KNOWN = "(SELECT verdict FROM verdict) = 'known'";

/** $11 content, $12 whether a parent was given, $13 which, $14 document ids, $15 title, $16 id of the answer */
export const APPEND_TURN: Statement = {
  name: 'append turn',
  text: `WITH RECURSIVE ${COMMON},
    conversation AS (SELECT id, active_leaf_id FROM conversations WHERE user_id = $1 AND id = $2),
    parent AS (SELECT CASE WHEN $12 THEN $13 ELSE active_leaf_id END AS id FROM conversation),
    known_answer AS (
      SELECT m.* FROM messages m JOIN known ON m.user_id = $1 AND m.parent_id = known.id AND known.request_hash = $5
      WHERE m.role = 'assistant' ORDER BY m.position LIMIT 1),
    leaf AS (SELECT id FROM parent),
    ${allowance({ day: '$8', newBytes: 'octet_length($11)', beginningBytes: '0' })},
    verdict AS MATERIALIZED (SELECT CASE
      WHEN is_away THEN 'away'
      WHEN NOT EXISTS (SELECT FROM conversation) THEN 'no conversation'
      WHEN EXISTS (SELECT FROM known_answer) THEN 'known'
      WHEN ${ID_IS_TAKEN} THEN 'id taken'
      WHEN EXISTS (SELECT FROM parent WHERE id IS NOT NULL AND NOT EXISTS (
        SELECT FROM messages m WHERE m.user_id = $1 AND m.id = parent.id AND m.conversation_id = $2)) THEN 'no message'
      WHEN EXISTS (SELECT FROM unnest($14::uuid[]) AS named (id)
        WHERE NOT EXISTS (SELECT FROM documents d WHERE d.user_id = $1 AND d.id = named.id)
        AND NOT EXISTS (SELECT FROM tombstones t WHERE t.user_id = $1 AND t.type = 'document' AND t.id = named.id)
      ) THEN 'no document'
      ${ADMISSION} END AS verdict FROM me, current_plan, chosen),
    ${reserved('$16::uuid')},
    question AS (
      INSERT INTO messages (user_id, id, conversation_id, parent_id, role, content, status, document_ids, position, seq, request_hash)
      SELECT $1, $3, $2, parent.id, 'user', $11, 'complete', to_jsonb($14::uuid[]), change_seq - 2, change_seq - 2, $5
      FROM me, parent, reserved RETURNING *),
    target AS (
      SELECT $16::uuid AS id, conversation_id, question.id AS parent_id, $15 AS title, NULL AS hash FROM question),
    ${ANSWER}
  ${turnOf('question', 'answer', `known WHERE ${IF_KNOWN}`, `known_answer WHERE ${IF_KNOWN}`)}`,
};

/** $11 bytes of the text that it goes on from */
export const APPEND_ANSWER: Statement = {
  name: 'append answer',
  text: `WITH RECURSIVE ${COMMON},
    beside AS (SELECT id, conversation_id, parent_id, role FROM messages WHERE user_id = $1 AND id = $2),
    leaf AS (SELECT CASE role WHEN 'user' THEN id ELSE parent_id END AS id FROM beside),
    ${allowance({ day: '$8', newBytes: '0', beginningBytes: '$11::integer' })},
    verdict AS MATERIALIZED (SELECT CASE
      WHEN is_away THEN 'away'
      WHEN NOT EXISTS (SELECT FROM beside) THEN 'no message'
      WHEN EXISTS (SELECT FROM known WHERE request_hash = $5) THEN 'known'
      WHEN ${ID_IS_TAKEN} THEN 'id taken'
      ${ADMISSION} END AS verdict FROM me, current_plan, chosen),
    ${reserved('$3::uuid')},
    target AS (
      SELECT $3 AS id, conversation_id, CASE role WHEN 'user' THEN id ELSE parent_id END AS parent_id, NULL AS title, $5 AS hash
      FROM beside, reserved),
    ${ANSWER}
  ${turnOf('answer', `known WHERE ${IF_KNOWN}`)}`,
};
