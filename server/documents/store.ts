import { z } from 'zod';

import type { SeqNumbers, Transaction } from '#platform/database/database.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { CURSOR_TIMESTAMP, CURSOR_UUID, decodeCursor, encodeCursor } from '#platform/http/pageCursor.ts';
import { Prisma } from '#prisma/client.ts';
import type { Document, Plan } from '#shared/entities.ts';
import { readStorage, roomLimitReached } from '../plans/index.ts';
import { presentDocument } from './present.ts';

export type NewDocument = {
  id: string;
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  hash: string;
  /** The older version whose place it takes once it has been read. */
  replaces?: string | undefined;
};

/**
 * Adds a document if the plan has room for it. The lock that `seqs` stands for makes parallel uploads of one user wait
 * for each other here, so that not one passes too many.
 */
export async function createDocument(
  tx: Transaction,
  userId: string,
  seqs: SeqNumbers,
  plan: Plan,
  file: NewDocument,
): Promise<Document> {
  await assertRoom(tx, userId, plan, file);
  const row = await tx.document.create({
    data: {
      userId,
      id: file.id,
      fileName: file.fileName,
      mimeType: file.mimeType,
      fileSizeBytes: file.sizeBytes,
      contentHash: file.hash,
      replacesId: file.replaces ?? null,
      seq: seqs.next(),
    },
  });
  return presentDocument(row);
}

async function assertRoom(
  tx: Transaction,
  userId: string,
  plan: Plan,
  { sizeBytes, replaces }: NewDocument,
): Promise<void> {
  const stored = await readStorage(tx, userId);
  const older = replaces === undefined ? null : await roomOf(tx, userId, replaces);
  const documents = stored.documents - (older === null ? 0 : 1);
  const bytes = stored.bytes - (older ?? 0);
  if (plan.maxDocuments !== null && documents >= plan.maxDocuments) {
    throw roomLimitReached(
      'documents',
      `The plan ${plan.name} has room for ${plan.maxDocuments} documents.`,
      {
        used: documents,
        max: plan.maxDocuments,
      },
    );
  }
  const maxBytes = plan.maxStorageMb === null ? null : plan.maxStorageMb * 1024 * 1024;
  if (maxBytes !== null && bytes + sizeBytes > maxBytes) {
    throw roomLimitReached('storage', `The plan ${plan.name} has room for ${plan.maxStorageMb} MB.`, {
      used: bytes,
      max: maxBytes,
    });
  }
}

/**
 * The bytes that will be free once a document has been replaced; null when another document replaces it already, so
 * that its room is not given away twice. Throws `not_found`.
 */
async function roomOf(tx: Transaction, userId: string, id: string): Promise<number | null> {
  const { fileSizeBytes } = await findDocument(tx, userId, id);
  const others = await tx.document.count({ where: { userId, replacesId: id } });
  return others === 0 ? fileSizeBytes : null;
}

/**
 * The user's document of the same bytes that was or is being read, and that no other is about to replace. With `replaces`
 * only that document counts.
 */
export async function findSame(
  tx: Transaction,
  userId: string,
  hash: string,
  replaces: string | undefined,
): Promise<Document | null> {
  const [same] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM documents d
    WHERE user_id = ${userId}::uuid AND content_hash = ${hash} AND status <> 'error'
      AND (${replaces ?? null}::uuid IS NULL OR id = ${replaces ?? null}::uuid)
      AND NOT EXISTS (SELECT 1 FROM documents newer
        WHERE newer.user_id = d.user_id AND newer.replaces_id = d.id AND newer.status <> 'error')
    ORDER BY created_at DESC LIMIT 1`;
  return same === undefined ? null : findDocument(tx, userId, same.id);
}

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
