import { z } from 'zod';
import type { Database, SeqNumbers, Transaction } from '#platform/database/database.ts';
import type { Parameter, Statement } from '#platform/database/singleStatements.ts';
import type { TextLanguage } from '#platform/text/language.ts';
import { Prisma } from '#prisma/client.ts';
import type { DocumentErrorCode } from '#shared/errors.ts';
import { REFRESH_BATCH, STORE_BATCH, STORE_LAST_BATCH } from './chunkStatements.ts';
import type { IndexedBatch } from './ingestionThread/threadMessages.ts';
import {
  type ChunkSpan,
  DOCUMENT_TYPES,
  type DocumentType,
  type ParsedDocument,
} from './parsing/parsedDocument.ts';

export type DocumentKey = { userId: string; documentId: string };
export type Step = 'reading' | 'splitting' | 'embedding';

/** What there is to do for a document. `isRead`: it is searchable, and only its vectors may be out of date. */
export type Task = {
  mimeType: DocumentType;
  isRead: boolean;
  embeddingModel: string | null;
  /** An earlier attempt has written its text down. */
  hasText: boolean;
  /** It is to take the place of an older version. */
  replaces: boolean;
};

const CLAIM: Statement = {
  name: 'claim document',
  text: `WITH me AS (
      SELECT d.user_id, d.id, EXISTS (SELECT 1 FROM document_texts t WHERE t.user_id = d.user_id AND t.document_id = d.id) AS has_text
      FROM documents d WHERE d.user_id = $1::uuid AND d.id = $2::uuid),
    away AS (SELECT suspended_at IS NOT NULL OR deletion_requested_at IS NOT NULL AS is_away FROM users WHERE id = $1::uuid)
    UPDATE documents d SET
      status = CASE WHEN d.status = 'completed' OR is_away THEN d.status ELSE 'processing' END,
      step = CASE WHEN d.status = 'completed' OR is_away THEN d.step WHEN me.has_text THEN 'embedding' ELSE 'reading' END
    FROM me, away WHERE d.user_id = me.user_id AND d.id = me.id AND d.status <> 'error'
    RETURNING d.mime_type, d.status, d.embedding_model, me.has_text, d.replaces_id IS NOT NULL AS replaces, is_away`,
};

const claimedSchema = z.object({
  mime_type: z.enum(DOCUMENT_TYPES),
  status: z.enum(['pending', 'processing', 'completed']),
  embedding_model: z.string().nullable(),
  has_text: z.boolean(),
  replaces: z.boolean(),
  is_away: z.boolean(),
});

/** Begins with a document, unless its user is suspended or leaving; null when it is gone or could not be read. */
export async function claimTask(
  database: Database,
  { userId, documentId }: DocumentKey,
): Promise<Task | null | 'user away'> {
  const [row] = await database.runAsSystem('ingestion: one document by its key', CLAIM, [userId, documentId]);
  if (row === undefined) return null;
  const { mime_type, status, embedding_model, has_text, replaces, is_away } = claimedSchema.parse(row);
  if (is_away) return 'user away';
  return {
    mimeType: mime_type,
    isRead: status === 'completed',
    embeddingModel: embedding_model,
    hasText: has_text,
    replaces,
  };
}

const SHOW: Statement = {
  name: 'show ingestion progress',
  text: `UPDATE documents SET step = $3, step_ratio = $4 WHERE user_id = $1::uuid AND id = $2::uuid AND status = 'processing'`,
};

/** Progress takes no seq: devices that watch a document ask for it. */
export async function showProgress(
  database: Database,
  { userId, documentId }: DocumentKey,
  step: Step,
  ratio: number,
): Promise<void> {
  await database.runAsSystem('ingestion: one document by its key', SHOW, [userId, documentId, step, ratio]);
}

export type StoredText = { text: string; language: TextLanguage; chunks: ChunkSpan[] };

const spansSchema = z.array(
  z.object({
    index: z.number(),
    start: z.number(),
    end: z.number(),
    page: z.number().nullable(),
    headingPath: z.array(z.string()),
  }),
);

/** What an earlier attempt has read already. */
export async function readStoredText(
  tx: Transaction,
  { userId, documentId }: DocumentKey,
): Promise<StoredText | null> {
  const row = await tx.documentText.findUnique({ where: { userId_documentId: { userId, documentId } } });
  if (row === null) return null;
  return {
    text: row.text,
    language: z.enum(['es', 'en', 'other']).parse(row.language),
    chunks: spansSchema.parse(row.chunkSpans),
  };
}

/** Indices of the chunks that are there already, embedded by a model. */
export async function storedChunkIndices(
  tx: Transaction,
  { userId, documentId }: DocumentKey,
  embeddingModel: string,
): Promise<Set<number>> {
  const rows = await tx.documentChunk.findMany({
    where: { userId, documentId, embeddingModel },
    select: { chunkIndex: true },
  });
  return new Set(rows.map(({ chunkIndex }) => chunkIndex));
}

/** What one statement writes: `parsed` is the text where it is not in the database yet. */
export type Batch = {
  chunks: IndexedBatch;
  ratio: number;
  parsed: (ParsedDocument & { language: TextLanguage }) | null;
};

function parametersOf({ userId, documentId }: DocumentKey, { chunks, ratio, parsed }: Batch): Parameter[] {
  const text =
    parsed === null
      ? [null, null, null, null, null]
      : [
          parsed.text,
          JSON.stringify(parsed.pages),
          JSON.stringify(parsed.chunks),
          parsed.language,
          parsed.pageCount,
        ];
  return [userId, documentId, ratio, ...text, ...batchParameters(chunks)];
}

function batchParameters({ rows, vectors }: IndexedBatch): Parameter[] {
  return [rows, Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength)];
}

/** @returns false when the document is gone or not being read any more */
export async function storeBatch(database: Database, key: DocumentKey, batch: Batch): Promise<boolean> {
  const rows = await database.runAsSystem(
    'ingestion: one document by its key',
    STORE_BATCH,
    parametersOf(key, batch),
  );
  return rows.length > 0;
}

/** Stores the last batch and shows all chunks of the document, at once; returns as `storeBatch`. */
export async function storeLastBatch(database: Database, key: DocumentKey, batch: Batch): Promise<boolean> {
  const rows = await database.changeAsUser(key.userId, 1, STORE_LAST_BATCH, parametersOf(key, batch));
  return rows.length > 0;
}

/**
 * Shows all chunks of a document that is being read, at once.
 * @returns false when it is gone or not being read any more
 */
export async function completeDocument(
  tx: Transaction,
  { userId, documentId }: DocumentKey,
  seqs: SeqNumbers,
): Promise<boolean> {
  const { count } = await tx.document.updateMany({
    where: { userId, id: documentId, status: { in: ['pending', 'processing'] } },
    data: { status: 'completed', error: Prisma.DbNull, step: 'finished', stepRatio: 1, seq: seqs.next() },
  });
  if (count > 0) await countChunks(tx, { userId, documentId });
  return count > 0;
}

/** Chunks of a searchable document that were embedded anew; one that has been deleted meanwhile gets none. */
export async function refreshDocument(
  database: Database,
  key: DocumentKey,
  chunks: IndexedBatch,
): Promise<void> {
  const { userId, documentId } = key;
  await database.runAsSystem('ingestion: one document by its key', REFRESH_BATCH, [
    userId,
    documentId,
    ...batchParameters(chunks),
  ]);
  await database.withUser(userId, (tx) => countChunks(tx, key));
}

async function countChunks(tx: Transaction, key: DocumentKey): Promise<void> {
  await tx.$executeRaw`
    UPDATE documents SET chunk_count = counted.chunks, term_count = counted.terms, embedding_model = counted.model
    FROM (SELECT count(*) AS chunks, coalesce(sum(term_count), 0) AS terms,
            CASE WHEN min(embedding_model) = max(embedding_model) THEN min(embedding_model) END AS model
          FROM document_chunks WHERE user_id = ${key.userId}::uuid AND document_id = ${key.documentId}::uuid) counted
    WHERE user_id = ${key.userId}::uuid AND id = ${key.documentId}::uuid`;
}

/** What a half-read document had of text and chunks goes, unless it is only the rest of its embeddings that is missing. */
export async function failDocument(
  tx: Transaction,
  { userId, documentId }: DocumentKey,
  seqs: SeqNumbers,
  error: { code: DocumentErrorCode; message: string },
): Promise<void> {
  const { count } = await tx.document.updateMany({
    where: { userId, id: documentId, status: { in: ['pending', 'processing'] } },
    data: { status: 'error', error, step: 'finished', stepRatio: 1, seq: seqs.next() },
  });
  if (count === 0 || error.code === 'embedding_failed') return;
  await tx.documentChunk.deleteMany({ where: { userId, documentId } });
  await tx.documentText.deleteMany({ where: { userId, documentId } });
}
