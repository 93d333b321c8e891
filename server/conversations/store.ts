import { v7 as uuidv7 } from 'uuid';
import type { SeqNumbers, Transaction } from '#platform/database/database.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { requestHash } from '#platform/requestHash.ts';
import type { Conversation } from '#shared/entities.ts';
import { presentConversation } from './present.ts';

/** Throws `not_found`. */
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
async function assertNotDeleted(tx: Transaction, userId: string, type: string, id: string): Promise<void> {
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
    draft?: string | undefined;
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
      ...(patch.draft === undefined ? {} : { draft: patch.draft }),
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
