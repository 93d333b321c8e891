import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Citation, GenerationError, Message } from '#shared/entities.ts';
import { presentMessage } from '../conversations/index.ts';
import { addTokens } from '../plans/index.ts';
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
  text: `UPDATE generation_leases SET expires_at = now() + make_interval(secs => $2) WHERE owner = $1
    RETURNING user_id AS "userId", message_id AS "messageId", stop_requested AS "stopRequested"`,
};

/** Prolongs this process's leases. Gives those it still holds, and whether somebody asked to stop. */
export function renewLeases(
  { runAsSystem }: Database,
  owner: string,
): Promise<(MessageKey & { stopRequested: boolean })[]> {
  return runAsSystem('generation: leases of many users', RENEW_LEASES, [owner, LEASE_SECONDS]);
}

const EXPIRED_LEASES: Statement = {
  name: 'expired leases',
  text: `SELECT user_id AS "userId", message_id AS "messageId" FROM generation_leases
    WHERE expires_at < now() ORDER BY expires_at LIMIT 200`,
};

/** Leases whose process gave no sign of life for too long. */
export function findExpiredLeases({ runAsSystem }: Database): Promise<MessageKey[]> {
  return runAsSystem('generation: leases of many users', EXPIRED_LEASES, []);
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

/**
 * Gives a message its final state, if this process still holds its lease.
 * @returns the message as it now is (also when another process had the last word), or undefined when it was deleted
 */
export function endMessage(
  database: Database,
  owner: string,
  key: MessageKey,
  ending: Ending,
): Promise<Message | undefined> {
  const { userId, messageId: id } = key;
  return database.withChanges(userId, 2, async (tx, seqs) => {
    const { count } = await tx.generationLease.deleteMany({ where: { userId, messageId: id, owner } });
    if (count > 0) {
      const row = await tx.message.update({
        where: { userId_id: { userId, id } },
        data: {
          content: ending.content,
          status: ending.status,
          ...(ending.error === null ? {} : { error: ending.error }),
          citations: ending.citations,
          seq: seqs.next(),
        },
      });
      await tx.conversation.updateMany({
        where: { userId, id: row.conversationId },
        data: { updatedAt: new Date(), seq: seqs.next() },
      });
      await addTokens(tx, userId, ending.tokens);
    }
    return findMessage(tx, userId, id);
  });
}

export async function findMessage(tx: Transaction, userId: string, id: string): Promise<Message | undefined> {
  const row = await tx.message.findUnique({ where: { userId_id: { userId, id } } });
  return row === null ? undefined : presentMessage(row);
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
