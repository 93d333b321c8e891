import { BYTES_PER_TOKEN } from './tokenEstimate.ts';

/*
 * A reservation is settled by being deleted, so that it cannot be settled twice, whoever comes first. What the answer used
 * counts for the day and month that it was asked for in. An answer counts as a message when its model has said something,
 * or when the person stopped it after the model was asked; any other one is given back. Tokens count as they were used;
 * where nobody is left who knows, neither the writer nor the text, all that was held counts: deleting gives nothing back.
 */

type Settlement = {
  /** SQL of the message's id, of 1 or 0 messages, and of the tokens. */
  messageId: string;
  messages: string;
  tokens: string;
};

/** The parts of a statement that settle what is held for an answer of user $1 with what it used. */
export function settle({ messageId, messages, tokens }: Settlement): string {
  return `settled AS (
      DELETE FROM usage_reservations WHERE user_id = $1 AND message_id = ${messageId}
      RETURNING message_id, period_start, day, model, ${messages}::integer AS messages, ${tokens}::bigint AS tokens),
    ${BOOK}`;
}

/**
 * The same for an answer whose process is gone: what it used is estimated from the text that it left, without the
 * beginning that it went on from.
 * @param given where the statement has `bytes`, the length of that text; no row when the message is gone too
 * @param condition when it is to be settled
 */
export function settleAbandoned(messageId: string, given: string, condition: string): string {
  return `released AS (
      DELETE FROM usage_reservations WHERE user_id = $1 AND message_id = ${messageId} AND (${condition})
      RETURNING message_id, period_start, day, model, prompt_tokens, beginning_bytes, tokens),
    left_over AS (
      SELECT released.*, greatest(bytes - beginning_bytes, 0) AS said, bytes IS NULL AS is_gone
      FROM released LEFT JOIN ${given} ON true),
    settled AS (
      SELECT message_id, period_start, day, model, prompt_tokens,
        CASE WHEN said > 0 THEN ceil(said / ${BYTES_PER_TOKEN}.0)::integer END AS answer_tokens,
        CASE WHEN is_gone OR said > 0 THEN 1 ELSE 0 END AS messages,
        CASE WHEN is_gone THEN tokens
          WHEN said > 0 THEN prompt_tokens + ceil(said / ${BYTES_PER_TOKEN}.0)::bigint ELSE 0 END AS tokens
      FROM left_over),
    ${BOOK}`;
}

/** Writes what `settled` says into the ledger, the month and the day. */
const BOOK = `ledger_entry AS (
      INSERT INTO usage_ledger (user_id, period_start, day, message_id, kind, model, messages, tokens)
      SELECT $1, period_start, day, message_id, CASE messages WHEN 0 THEN 'returned' ELSE 'answer' END, model, messages, tokens
      FROM settled),
    booked_period AS (
      INSERT INTO usage_periods AS booked (user_id, period_start, messages, tokens)
      SELECT $1, period_start, messages, tokens FROM settled
      ON CONFLICT (user_id, period_start) DO UPDATE
      SET messages = booked.messages + excluded.messages, tokens = booked.tokens + excluded.tokens),
    booked_day AS (
      INSERT INTO usage_days AS booked (user_id, day, model, messages, tokens)
      SELECT $1, day, model, messages, tokens FROM settled
      ON CONFLICT (user_id, day, model) DO UPDATE
      SET messages = booked.messages + excluded.messages, tokens = booked.tokens + excluded.tokens)`;

/**
 * How long after its sending a reservation without a lease is left to the process that may still be ending its answer:
 * longer than answers grow and wait for their turn, since that process alone knows what it used.
 */
const STALE_SECONDS = 3_600;

/** The reservations of answers that nobody writes any more: deleted while they grew, by a process that is gone since. $1 how many. */
export const STALE_RESERVATIONS = `SELECT user_id AS "userId", message_id AS "messageId" FROM usage_reservations r
    WHERE created_at < now() - make_interval(secs => ${STALE_SECONDS}) AND NOT EXISTS (
      SELECT FROM generation_leases l WHERE l.user_id = r.user_id AND l.message_id = r.message_id)
    ORDER BY created_at LIMIT $1`;
