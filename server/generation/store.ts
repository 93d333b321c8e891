import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Citation, GenerationError, Message, MessageUsage } from '#shared/entities.ts';
import { MESSAGE_COLUMNS, type MessageRow, presentMessage } from '../conversations/index.ts';
import { STALE_RESERVATIONS, settle, settleAbandoned } from '../plans/index.ts';
import type { MessageKey } from './messageKey.ts';

/** How long a server process is believed to be alive after its last sign. */
export const LEASE_SECONDS = 10;

export type EndStatus = 'complete' | 'stopped' | 'interrupted' | 'failed';

export type Ending = {
  content: string;
  status: EndStatus;
  error: GenerationError | null;
  citations: Citation[];
  /** Of messages 1 or 0; see the rules of settlement. */
  messages: 0 | 1;
  usage: MessageUsage;
};

const WRITE_TEXTS: Statement = {
  name: 'write texts',
  text: `UPDATE messages SET content = grown.content, status = 'streaming'
    FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS grown (user_id, id, content)
    WHERE messages.user_id = grown.user_id AND messages.id = grown.id AND messages.status IN ('pending', 'streaming')
    RETURNING messages.user_id AS "userId", messages.id AS "messageId"`,
};

/** Writes the text of all growing messages in one statement. Gives those that are still ours to write. */
export function writeTexts(
  { runAsSystem }: Database,
  texts: (MessageKey & { text: string })[],
): Promise<MessageKey[]> {
  return runAsSystem('generation: the text of many users’ answers at once', WRITE_TEXTS, [
    texts.map(({ userId }) => userId),
    texts.map(({ messageId }) => messageId),
    texts.map(({ text }) => text),
  ]);
}

const RENEW_LEASES: Statement = {
  name: 'renew leases',
  text: `UPDATE generation_leases lease SET expires_at = now() + make_interval(secs => $2)
    FROM unnest($3::uuid[], $4::uuid[]) AS live (user_id, message_id)
    WHERE lease.user_id = live.user_id AND lease.message_id = live.message_id AND owner = $1
    RETURNING lease.user_id AS "userId", lease.message_id AS "messageId", stop_requested AS "stopRequested"`,
};

/**
 * Prolongs the leases of the answers that this process writes. Gives those it still holds, and whether somebody asked to
 * stop. A lease of its own that nobody works under (the commit's answer was lost) is left to expire.
 */
export function renewLeases(
  { runAsSystem }: Database,
  owner: string,
  live: readonly MessageKey[],
): Promise<(MessageKey & { stopRequested: boolean })[]> {
  return runAsSystem('generation: leases of many users', RENEW_LEASES, [
    owner,
    LEASE_SECONDS,
    live.map(({ userId }) => userId),
    live.map(({ messageId }) => messageId),
  ]);
}

const ORPHANS: Statement = {
  name: 'orphaned answers',
  text: `(SELECT user_id AS "userId", message_id AS "messageId" FROM generation_leases
    WHERE expires_at < now() ORDER BY expires_at LIMIT $1) UNION ALL (${STALE_RESERVATIONS})`,
};

/** So many are taken over in one go. */
export const ORPHANS_AT_ONCE = 200;

/** Answers whose process gave no sign of life for too long, and those deleted while they grew whose usage nobody settled. */
export function findOrphans({ runAsSystem }: Database): Promise<MessageKey[]> {
  return runAsSystem('generation: leases of many users', ORPHANS, [ORPHANS_AT_ONCE]);
}

const EXPIRE_ALL_LEASES: Statement = {
  name: 'expire all leases',
  text: 'UPDATE generation_leases SET expires_at = to_timestamp(0)',
};

/** No other process uses this database: whoever held a lease is gone. */
export async function expireAllLeases({ runAsSystem }: Database): Promise<void> {
  await runAsSystem('generation: leases of many users', EXPIRE_ALL_LEASES, []);
}

const INTERRUPT_ORPHAN: Statement = {
  name: 'interrupt orphan',
  text: `WITH me AS (SELECT change_seq FROM users WHERE id = $1),
    taken AS (
      DELETE FROM generation_leases WHERE user_id = $1 AND message_id = $2 AND expires_at < now() RETURNING message_id),
    left_behind AS (SELECT octet_length(content) AS bytes FROM messages WHERE user_id = $1 AND id = $2),
    ${settleAbandoned(
      '$2',
      'left_behind',
      'EXISTS (SELECT FROM taken) OR NOT EXISTS (SELECT FROM generation_leases WHERE user_id = $1 AND message_id = $2)',
    )}
  UPDATE messages SET status = 'interrupted', seq = change_seq, usage = (
      SELECT jsonb_build_object('inputTokens', prompt_tokens, 'outputTokens', answer_tokens, 'isEstimated', true)
      FROM settled WHERE answer_tokens IS NOT NULL)
    FROM me, taken WHERE user_id = $1 AND id = $2 AND status IN ('pending', 'streaming')`,
};

/**
 * What lost its process keeps its text, becomes `interrupted` and is settled by that text. Nothing happens when the lease
 * was renewed meanwhile.
 */
export async function interruptOrphan(
  { changeAsUser }: Database,
  { userId, messageId }: MessageKey,
): Promise<void> {
  await changeAsUser(userId, 1, INTERRUPT_ORPHAN, [userId, messageId]);
}

export const END_MESSAGE: Statement = {
  name: 'end message',
  text: `WITH me AS (SELECT change_seq FROM users WHERE id = $1),
    held AS (DELETE FROM generation_leases WHERE user_id = $1 AND message_id = $2 AND owner = $3 RETURNING owner),
    ended AS (
      UPDATE messages SET content = $4, status = $5::message_status, error = coalesce($6::jsonb, error),
        citations = $7::jsonb, usage = $10::jsonb, seq = change_seq - 1
      FROM me, held WHERE user_id = $1 AND id = $2 RETURNING messages.*),
    shown AS (
      UPDATE conversations c SET updated_at = clock_timestamp(), seq = change_seq
      FROM me, ended WHERE c.user_id = $1 AND c.id = ended.conversation_id),
    ${settle({ messageId: '$2', messages: '$8', tokens: '$9' })}
  SELECT ${MESSAGE_COLUMNS} FROM ended UNION ALL
  SELECT ${MESSAGE_COLUMNS} FROM messages WHERE user_id = $1 AND id = $2 AND NOT EXISTS (SELECT FROM held)`,
};

/**
 * Gives a message its final state, if this process still holds its lease, and settles what it used, also when the message
 * was deleted meanwhile.
 * @returns the message as it now is (also when another process had the last word), or undefined when it was deleted
 */
export async function endMessage(
  { changeAsUser }: Database,
  owner: string,
  { userId, messageId }: MessageKey,
  { content, status, error, citations, messages, usage }: Ending,
): Promise<Message | undefined> {
  const tokens = usage.inputTokens + usage.outputTokens;
  const [row] = await changeAsUser<MessageRow>(userId, 2, END_MESSAGE, [
    userId,
    messageId,
    owner,
    content,
    status,
    error === null ? null : JSON.stringify(error),
    JSON.stringify(citations),
    messages,
    tokens,
    tokens === 0 ? null : JSON.stringify(usage),
  ]);
  return row === undefined ? undefined : presentMessage(row);
}

/** Asks whichever process writes the message to stop. */
export async function requestStop(tx: Transaction, { userId, messageId }: MessageKey): Promise<void> {
  await tx.generationLease.updateMany({ where: { userId, messageId }, data: { stopRequested: true } });
}

/** Growing messages that another process writes, as far as they have come: one statement for all readers here. */
export function readMessages(
  database: Database,
  keys: MessageKey[],
): Promise<(MessageKey & { message: Message })[]> {
  return database.asSystem(
    'generation: answers that other processes write, for their owners here',
    async (tx) => {
      const rows = await tx.message.findMany({
        where: { OR: keys.map(({ userId, messageId }) => ({ userId, id: messageId })) },
        take: keys.length,
      });
      return rows.map((row) => ({ userId: row.userId, messageId: row.id, message: presentMessage(row) }));
    },
  );
}
