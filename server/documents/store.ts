import { z } from 'zod';

import type { SeqNumbers, Transaction } from '#platform/database/database.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { CURSOR_TIMESTAMP, CURSOR_UUID, decodeCursor, encodeCursor } from '#platform/http/pageCursor.ts';
import { Prisma } from '#prisma/client.ts';
import type { Document } from '#shared/entities.ts';
import { presentDocument } from './present.ts';

/** How many of a user's documents wait to be read or are being read. */
export function countUnread(tx: Transaction, userId: string): Promise<number> {
  return tx.document.count({ where: { userId, status: { in: ['pending', 'processing'] } } });
}

/**
 * Makes a document that could not be read wait again.
 * @returns false when it waits or is being read already
 * @throws AppError `not_found`; `document_already_read`
 */
export async function readAgain(
  tx: Transaction,
  userId: string,
  id: string,
  seqs: SeqNumbers,
): Promise<boolean> {
  const { status } = await findDocument(tx, userId, id);
  if (status === 'completed') throw new AppError('document_already_read', 'This document has been read.');
  if (status !== 'error') return false;
  await tx.document.update({
    where: { userId_id: { userId, id } },
    data: { status: 'pending', error: Prisma.DbNull, step: 'waiting', stepRatio: 0, seq: seqs.next() },
  });
  return true;
}

export async function listDocuments(
  tx: Transaction,
  userId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ documents: Document[]; nextCursor?: string }> {
  const [createdAt, id] =
    page.cursor === undefined ? [] : decodeCursor(page.cursor, [CURSOR_TIMESTAMP, CURSOR_UUID]);
  const rows = await tx.document.findMany({
    where: {
      userId,
      ...(createdAt === undefined || id === undefined
        ? {}
        : { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }] }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
  });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    documents: shown.map(presentDocument),
    ...(rows.length > shown.length && last !== undefined
      ? { nextCursor: encodeCursor([last.createdAt.toISOString(), last.id]) }
      : {}),
  };
}

export async function findDocument(tx: Transaction, userId: string, id: string): Promise<Document> {
  const row = await tx.document.findUnique({ where: { userId_id: { userId, id } } });
  if (row === null) throw notFound('document');
  return presentDocument(row);
}

/** Its text and chunks go with it; the file is the caller's. */
export async function deleteDocument(
  tx: Transaction,
  userId: string,
  id: string,
  seqs: SeqNumbers,
): Promise<void> {
  const { count } = await tx.document.deleteMany({ where: { userId, id } });
  if (count === 0) throw notFound('document');
  await tx.tombstone.create({ data: { userId, type: 'document', id, seq: seqs.next() } });
}

const pagesSchema = z.array(z.object({ page: z.number(), start: z.number(), end: z.number() }));

/** The text that was read; empty as long as nothing was. */
export async function readText(
  tx: Transaction,
  userId: string,
  documentId: string,
): Promise<{ text: string; pages: z.infer<typeof pagesSchema> }> {
  await findDocument(tx, userId, documentId);
  const row = await tx.documentText.findUnique({ where: { userId_documentId: { userId, documentId } } });
  return row === null ? { text: '', pages: [] } : { text: row.text, pages: pagesSchema.parse(row.pages) };
}

/** Those of the ids that still belong to a document. */
export async function knownDocuments(
  tx: Transaction,
  userId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.document.findMany({
    where: { userId, id: { in: [...ids] } },
    select: { id: true },
    take: ids.length,
  });
  return new Set(rows.map(({ id }) => id));
}

/** Documents that one request embeds anew at the most; who has more asks again. */
const REEMBEDDED_AT_ONCE = 10_000;

/** A user's searchable documents that are not, or not wholly, embedded by a model. */
export async function findOutdated(
  tx: Transaction,
  userId: string,
  model: string,
): Promise<{ userId: string; documentId: string }[]> {
  const rows = await tx.document.findMany({
    where: {
      userId,
      status: 'completed',
      OR: [{ embeddingModel: null }, { NOT: { embeddingModel: model } }],
    },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
    take: REEMBEDDED_AT_ONCE,
  });
  return rows.map(({ id }) => ({ userId, documentId: id }));
}
