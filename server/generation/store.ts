import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Citation, GenerationError, Message } from '#shared/entities.ts';
import { MESSAGE_COLUMNS, type MessageRow, presentMessage } from '../conversations/index.ts';
import { countTokens, startOfMonth } from '../plans/index.ts';
import type { MessageKey } from './messageKey.ts';

/** How long a server process is believed to be alive after its last sign. */
export const LEASE_SECONDS = 10;

export type EndStatus = 'complete' | 'stopped' | 'interrupted' | 'failed';

export type Ending = {
  content: string;
  status: EndStatus;
  error: GenerationError | null;
  citations: Citation[];
  tokens: number;
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

const EXPIRED_LEASES: Statement = {
  name: 'expired leases',
  text: `SELECT user_id AS "userId", message_id AS "messageId" FROM generation_leases
    WHERE expires_at < now() ORDER BY expires_at LIMIT $1`,
};

/** So many are taken over in one go. */
export const ORPHANS_AT_ONCE = 200;

/** Leases whose process gave no sign of life for too long. */
export function findExpiredLeases({ runAsSystem }: Database): Promise<MessageKey[]> {
  return runAsSystem('generation: leases of many users', EXPIRED_LEASES, [ORPHANS_AT_ONCE]);
}

const EXPIRE_ALL_LEASES: Statement = {
  name: 'expire all leases',
  text: 'UPDATE generation_leases SET expires_at = to_timestamp(0)',
};

/** No other process uses this database: whoever held a lease is gone. */
export async function expireAllLeases({ runAsSystem }: Database): Promise<void> {
  await runAsSystem('generation: leases of many users', EXPIRE_ALL_LEASES, []);
}

/** What lost its process keeps its text and becomes `interrupted`. Nothing happens when the lease was renewed meanwhile. */
export function interruptOrphan(database: Database, { userId, messageId }: MessageKey): Promise<void> {
  return database.withChanges(userId, 1, async (tx, seqs) => {
    const taken = await tx.$executeRaw`
      DELETE FROM generation_leases WHERE user_id = ${userId}::uuid AND message_id = ${messageId}::uuid AND expires_at < now()`;
    if (taken === 0) return;
    await tx.message.updateMany({
      where: { userId, id: messageId, status: { in: ['pending', 'streaming'] } },
      data: { status: 'interrupted', seq: seqs.next() },
    });
  });
}

const END_MESSAGE: Statement = {
  name: 'end message',
  text: `WITH me AS (SELECT change_seq FROM users WHERE id = $1),
    held AS (DELETE FROM generation_leases WHERE user_id = $1 AND message_id = $2 AND owner = $3 RETURNING owner),
    ended AS (
      UPDATE messages SET content = $4, status = $5::message_status, error = coalesce($6::jsonb, error),
        citations = $7::jsonb, seq = change_seq - 1
      FROM me, held WHERE user_id = $1 AND id = $2 RETURNING messages.*),
    shown AS (
      UPDATE conversations c SET updated_at = clock_timestamp(), seq = change_seq
      FROM me, ended WHERE c.user_id = $1 AND c.id = ended.conversation_id),
    counted AS (${countTokens('$8', '$9', 'held')})
  SELECT ${MESSAGE_COLUMNS} FROM ended UNION ALL
  SELECT ${MESSAGE_COLUMNS} FROM messages WHERE user_id = $1 AND id = $2 AND NOT EXISTS (SELECT FROM held)`,
};

/**
 * Gives a message its final state, if this process still holds its lease.
 * @returns the message as it now is (also when another process had the last word), or undefined when it was deleted
 */
export async function endMessage(
  { changeAsUser }: Database,
  owner: string,
  { userId, messageId }: MessageKey,
  { content, status, error, citations, tokens }: Ending,
): Promise<Message | undefined> {
  const [row] = await changeAsUser<MessageRow>(userId, 2, END_MESSAGE, [
    userId,
    messageId,
    owner,
    content,
    status,
    error === null ? null : JSON.stringify(error),
    JSON.stringify(citations),
    startOfMonth(new Date()).toISOString(),
    tokens,
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
