import { v7 as uuidv7 } from 'uuid';
import type { SeqNumbers, Transaction } from '#platform/database/database.ts';
import { AppError, notFound } from '#platform/errors.ts';
import {
  CURSOR_NUMBER,
  CURSOR_TIMESTAMP,
  CURSOR_UUID,
  decodeCursor,
  encodeCursor,
} from '#platform/http/pageCursor.ts';
import { requestHash } from '#platform/requestHash.ts';
import { Prisma } from '#prisma/client.ts';
import type { Conversation, Message } from '#shared/entities.ts';
import { presentConversation, presentMessage } from './present.ts';

/** A page ends early where its messages have more text than this. */
const MAX_PAGE_BYTES = 4_000_000;
const MAX_POSITION = 2n ** 62n;

export async function listConversations(
  tx: Transaction,
  userId: string,
  page: { limit: number; cursor?: string | undefined; archived: boolean },
): Promise<{ conversations: Conversation[]; nextCursor?: string }> {
  const [updatedAt, id] =
    page.cursor === undefined ? [] : decodeCursor(page.cursor, [CURSOR_TIMESTAMP, CURSOR_UUID]);
  const rows = await tx.conversation.findMany({
    where: {
      userId,
      archivedAt: page.archived ? { not: null } : null,
      // the id orders nothing but conversations of the same millisecond
      ...(updatedAt === undefined || id === undefined
        ? {}
        : { updatedAt: { lte: updatedAt }, OR: [{ updatedAt: { lt: updatedAt } }, { id: { lt: id } }] }),
    },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
  });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    conversations: shown.map(presentConversation),
    ...(rows.length > shown.length && last !== undefined
      ? { nextCursor: encodeCursor([last.updatedAt.toISOString(), last.id]) }
      : {}),
  };
}

export async function findConversation(tx: Transaction, userId: string, id: string): Promise<Conversation> {
  const row = await tx.conversation.findUnique({ where: { userId_id: { userId, id } } });
  if (row === null) throw notFound('conversation');
  return presentConversation(row);
}

/** The same id with the same body gives the row that is there; with another body `id_taken`. */
export async function createConversation(
  tx: Transaction,
  userId: string,
  seqs: SeqNumbers,
  body: { id?: string | undefined; title?: string | undefined },
): Promise<Conversation> {
  const hash = requestHash(body);
  const id = body.id ?? uuidv7();
  const existing =
    body.id === undefined ? null : await tx.conversation.findUnique({ where: { userId_id: { userId, id } } });
  if (existing !== null) {
    if (existing.requestHash !== hash) throw idTaken();
    return presentConversation(existing);
  }
  if (body.id !== undefined) await assertNotDeleted(tx, userId, 'conversation', id);
  const title = body.title ?? '';
  const row = await tx.conversation.create({
    data: { userId, id, title, titleByUser: title !== '', seq: seqs.next(), requestHash: hash },
  });
  return presentConversation(row);
}

/** An id that was deleted stays deleted: devices have its tombstone. */
export async function assertNotDeleted(
  tx: Transaction,
  userId: string,
  type: string,
  id: string,
): Promise<void> {
  const tombstone = await tx.tombstone.findUnique({ where: { userId_type_id: { userId, type, id } } });
  if (tombstone !== null) throw idTaken();
}

export function idTaken(): AppError {
  return new AppError('id_taken', 'This id already stands for something else.');
}

/** Each field stands for itself: what is not given stays as it is. */
export async function updateConversation(
  tx: Transaction,
  userId: string,
  id: string,
  seqs: SeqNumbers,
  patch: {
    title?: string | undefined;
    pinned?: boolean | undefined;
    archived?: boolean | undefined;
    activeLeafId?: string | undefined;
  },
): Promise<Conversation> {
  const before = await findConversation(tx, userId, id);
  if (patch.activeLeafId !== undefined) {
    const leaf = await tx.message.findUnique({
      where: { userId_id: { userId, id: patch.activeLeafId }, conversationId: id },
      select: { id: true },
    });
    if (leaf === null) throw notFound('message');
  }
  const row = await tx.conversation.update({
    where: { userId_id: { userId, id } },
    data: {
      seq: seqs.next(),
      ...(patch.title === undefined ? {} : { title: patch.title, titleByUser: patch.title !== '' }),
      ...(patch.pinned === undefined ? {} : { pinnedAt: since(patch.pinned, before.pinnedAt) }),
      ...(patch.archived === undefined ? {} : { archivedAt: since(patch.archived, before.archivedAt) }),
      ...(patch.activeLeafId === undefined ? {} : { activeLeafId: patch.activeLeafId }),
    },
  });
  return presentConversation(row);
}

function since(isOn: boolean, before: string | null): Date | null {
  if (!isOn) return null;
  return before === null ? new Date() : new Date(before);
}

/** Its messages go with it; one tombstone tells devices of all of them. */
export async function deleteConversation(
  tx: Transaction,
  userId: string,
  id: string,
  seqs: SeqNumbers,
): Promise<void> {
  const { count } = await tx.conversation.deleteMany({ where: { userId, id } });
  if (count === 0) throw notFound('conversation');
  await tx.tombstone.create({ data: { userId, type: 'conversation', id, seq: seqs.next() } });
}

export async function listMessages(
  tx: Transaction,
  userId: string,
  conversationId: string,
  page: { limit: number; cursor?: string | undefined; order: 'oldest' | 'newest' },
): Promise<{ messages: Message[]; nextCursor?: string }> {
  const [position] = page.cursor === undefined ? [] : decodeCursor(page.cursor, [CURSOR_NUMBER]);
  const forward = page.order === 'oldest';
  const after = position === undefined ? null : BigInt(position);
  const count = await countFitting(tx, userId, conversationId, { after, forward, limit: page.limit });
  const rows = await tx.message.findMany({
    where: {
      userId,
      conversationId,
      ...(after === null ? {} : { position: forward ? { gt: after } : { lt: after } }),
    },
    orderBy: { position: forward ? 'asc' : 'desc' },
    take: count + 1,
  });
  const shown = rows.slice(0, count);
  const last = shown.at(-1);
  return {
    messages: shown.map(presentMessage),
    ...(rows.length > shown.length && last !== undefined
      ? { nextCursor: encodeCursor([String(last.position)]) }
      : {}),
  };
}

/** How many of the next messages make a page: fewer than the limit where they are large. Throws `not_found`. */
async function countFitting(
  tx: Transaction,
  userId: string,
  conversationId: string,
  { after, forward, limit }: { after: bigint | null; forward: boolean; limit: number },
): Promise<number> {
  const order = forward ? Prisma.sql`position` : Prisma.sql`position DESC`;
  const isNext = forward
    ? Prisma.sql`position > ${after ?? -1n}`
    : Prisma.sql`position < ${after ?? MAX_POSITION}`;
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT (
      SELECT count(*) FROM (
        SELECT sum(octet_length(content)) OVER (ORDER BY ${order}) - octet_length(content) AS bytes_before
        FROM messages WHERE user_id = c.user_id AND conversation_id = c.id AND ${isNext} ORDER BY ${order} LIMIT ${limit}::int) sized
      WHERE bytes_before <= ${MAX_PAGE_BYTES}::int)::int AS count
    FROM conversations c WHERE c.user_id = ${userId}::uuid AND c.id = ${conversationId}::uuid`;
  const row = rows[0];
  if (row === undefined) throw notFound('conversation');
  return row.count;
}
