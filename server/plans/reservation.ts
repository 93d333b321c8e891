import { monthOf } from './period.ts';
import { BYTES_PER_TOKEN, FRAME_TOKENS } from './tokenEstimate.ts';

/**
 * What is held for an answer beyond its prompt, in tokens. Nobody knows how long an answer will be; 4,096 is where models
 * commonly end one by default, some 16,000 letters, and few come near. Holding more would refuse messages that there is
 * room for, holding less would let many at once pass the limit together. Where less is left, all of it is held.
 */
export const ANSWER_TOKENS = 4_096;

/** The passages that go with a question, at most: `MAX_PASSAGES_LENGTH` of the prompt. */
const PASSAGES_TOKENS = 3_500;
/** What of the history goes with a question, at most: see `toTurns`. */
const MAX_HISTORY_BYTES = 120_000;
const MAX_HISTORY_MESSAGES = 200;

type Sending = {
  /** SQL of the day, UTC. */
  day: string;
  /** SQL of the bytes of the message that is not yet in the table. */
  newBytes: string;
  /** SQL of the bytes of the text that the answer goes on from, all of which the model is given. */
  beginningBytes: string;
};

/** What a message will have said when the answer below it is begun: one that grows ends first. */
const BYTES = `CASE WHEN m.status IN ('pending', 'streaming')
        THEN greatest(octet_length(m.content), ${ANSWER_TOKENS * BYTES_PER_TOKEN}) ELSE octet_length(m.content) END`;

/**
 * The parts of a recursive statement of user $1 that say whether one more answer is allowed. It has `me` (the user's row),
 * `current_plan` and `leaf` (the id of the message above the new one); it gets `needs`, `used`, and in `exceeded` the
 * limit that the answer would pass, if any. Exact under the user's row lock, which parallel sendings wait for.
 */
export function allowance({ day, newBytes, beginningBytes }: Sending): string {
  return `history AS (
      SELECT m.parent_id, ${BYTES} AS bytes, 1 AS depth
      FROM leaf JOIN messages m ON m.user_id = $1 AND m.id = leaf.id
      UNION ALL
      SELECT m.parent_id, history.bytes + ${BYTES}, history.depth + 1
      FROM history JOIN messages m ON m.user_id = $1 AND m.id = history.parent_id
      WHERE history.depth < ${MAX_HISTORY_MESSAGES} AND history.bytes < ${MAX_HISTORY_BYTES}),
    needs AS (
      SELECT ${beginningBytes} AS beginning_bytes,
        ${FRAME_TOKENS} + ceil((least(coalesce((SELECT max(bytes) FROM history), 0) + ${newBytes}, ${MAX_HISTORY_BYTES})
          + ${beginningBytes}) / ${BYTES_PER_TOKEN}.0)::integer
        + CASE WHEN allow_rag AND EXISTS (SELECT FROM documents WHERE user_id = $1 AND status = 'completed')
          THEN ${PASSAGES_TOKENS} ELSE 0 END AS prompt_tokens
      FROM current_plan),
    used AS (
      SELECT coalesce(sum(messages), 0)::bigint AS messages, coalesce(sum(tokens), 0)::bigint AS tokens FROM (
        SELECT messages, tokens FROM usage_periods WHERE user_id = $1 AND period_start = ${monthOf(day)}
        UNION ALL
        SELECT 1, tokens FROM usage_reservations WHERE user_id = $1 AND period_start = ${monthOf(day)}) counted),
    exceeded AS (
      SELECT limits.name AS limit_name, limits.used, limits.max
      FROM me, current_plan, needs, used, LATERAL (VALUES
        (1, 'messages', used.messages, message_limit, 1),
        (2, 'tokens', used.tokens, token_limit, prompt_tokens),
        (3, 'message_cap', used.messages, message_cap, 1),
        (4, 'token_cap', used.tokens, token_cap, prompt_tokens)) AS limits (place, name, used, max, needed)
      WHERE limits.used + limits.needed > limits.max ORDER BY place LIMIT 1)`;
}

/**
 * Holds one message and its tokens for an answer, in a statement that has what `allowance` gives and `chosen` (the model).
 * @param from what has a row when there is to be an answer
 */
export function reserve({ day, answerId, from }: { day: string; answerId: string; from: string }): string {
  return `INSERT INTO usage_reservations (user_id, message_id, period_start, day, model, prompt_tokens, beginning_bytes, tokens)
    SELECT $1, ${answerId}, ${monthOf(day)}, ${day}::date, chosen.model, prompt_tokens, beginning_bytes,
      least(prompt_tokens + ${ANSWER_TOKENS}, token_limit - used.tokens, token_cap - used.tokens)
    FROM me, current_plan, chosen, needs, used, ${from} RETURNING message_id`;
}
