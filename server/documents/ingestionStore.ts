import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Database, SeqNumbers, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { TextLanguage } from '#platform/text/language.ts';
import { Prisma } from '#prisma/client.ts';
import type { DocumentErrorCode } from '#shared/errors.ts';
import type { ChunkIndex } from '../retrieval/index.ts';
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
};

const CLAIM: Statement = {
  name: 'claim document',
  text: `WITH me AS (
      SELECT d.user_id, d.id, EXISTS (SELECT 1 FROM document_texts t WHERE t.user_id = d.user_id AND t.document_id = d.id) AS has_text
      FROM documents d WHERE d.user_id = $1::uuid AND d.id = $2::uuid)
    UPDATE documents d SET status = CASE WHEN d.status = 'completed' THEN d.status ELSE 'processing' END,
      step = CASE WHEN d.status = 'completed' THEN d.step WHEN me.has_text THEN 'embedding' ELSE 'reading' END
    FROM me WHERE d.user_id = me.user_id AND d.id = me.id AND d.status <> 'error'
    RETURNING d.mime_type, d.status, d.embedding_model, me.has_text`,
};

const claimedSchema = z.object({
  mime_type: z.enum(DOCUMENT_TYPES),
  status: z.enum(['processing', 'completed']),
  embedding_model: z.string().nullable(),
  has_text: z.boolean(),
});

/** Begins with a document; null when it is gone or could not be read. */
export async function claimTask(
  database: Database,
  { userId, documentId }: DocumentKey,
): Promise<Task | null> {
  const [row] = await database.runAsSystem('ingestion: one document by its key', CLAIM, [userId, documentId]);
  if (row === undefined) return null;
  const { mime_type, status, embedding_model, has_text } = claimedSchema.parse(row);
  return {
    mimeType: mime_type,
    isRead: status === 'completed',
    embeddingModel: embedding_model,
    hasText: has_text,
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

/**
 * The same within a transaction, which then holds the document: nobody deletes it meanwhile.
 * @returns false when it is gone or not being read any more
 */
export async function storeProgress(
  tx: Transaction,
  key: DocumentKey,
  step: Step,
  ratio: number,
): Promise<boolean> {
  const { count } = await tx.document.updateMany({
    where: { userId: key.userId, id: key.documentId, status: { in: ['pending', 'processing'] } },
    data: { status: 'processing', step, stepRatio: ratio },
  });
  return count > 0;
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

/** Throws when another attempt has read the file meanwhile: what it found counts. */
export async function storeText(
  tx: Transaction,
  key: DocumentKey,
  { text, pages, pageCount, chunks }: ParsedDocument,
  language: TextLanguage,
): Promise<void> {
  const stored = await tx.$executeRaw`
    INSERT INTO document_texts (user_id, document_id, text, pages, chunk_spans, language)
    VALUES (${key.userId}::uuid, ${key.documentId}::uuid, ${text}, ${JSON.stringify(pages)}::jsonb,
            ${JSON.stringify(chunks)}::jsonb, ${language})
    ON CONFLICT DO NOTHING`;
  if (stored === 0) throw new Error('another attempt has read this document meanwhile');
  await tx.document.updateMany({ where: { userId: key.userId, id: key.documentId }, data: { pageCount } });
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

export type IndexedChunk = ChunkSpan & ChunkIndex & { text: string; gapBefore: string };

/** A chunk that is there already keeps its id, which citations know, and gets what finds it anew. */
export async function storeChunks(
  tx: Transaction,
  key: DocumentKey,
  chunks: readonly IndexedChunk[],
): Promise<void> {
  if (chunks.length === 0) return;
  const rows = chunks.map((chunk) => ({
    id: uuidv7(),
    chunk_index: chunk.index,
    chunk_text: chunk.text,
    gap_before: chunk.gapBefore,
    page: chunk.page,
    start_offset: chunk.start,
    end_offset: chunk.end,
    heading_path: chunk.headingPath,
    term_count: chunk.termCount,
    embedding_model: chunk.embeddingModel,
    embedding: chunk.embedding,
    signs: chunk.signs,
    tsv: chunk.tsv,
  }));
  await tx.$executeRaw`
    INSERT INTO document_chunks (user_id, document_id, id, chunk_index, chunk_text, gap_before, page, start_offset, end_offset,
      heading_path, term_count, embedding_model, embedding, signs, tsv)
    SELECT ${key.userId}::uuid, ${key.documentId}::uuid, c.*
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c (id uuid, chunk_index integer, chunk_text text, gap_before text, page integer,
      start_offset integer, end_offset integer, heading_path text[], term_count integer, embedding_model text,
      embedding vector(1536), signs bit(1536), tsv tsvector)
    ON CONFLICT (user_id, document_id, chunk_index) DO UPDATE SET term_count = excluded.term_count,
      embedding_model = excluded.embedding_model, embedding = excluded.embedding, signs = excluded.signs, tsv = excluded.tsv`;
}

/** Shows all chunks of a document that is being read, at once. */
export async function completeDocument(tx: Transaction, key: DocumentKey, seqs: SeqNumbers): Promise<void> {
  await countChunks(tx, key);
  await tx.document.updateMany({
    where: { userId: key.userId, id: key.documentId },
    data: { status: 'completed', error: Prisma.DbNull, step: 'finished', stepRatio: 1, seq: seqs.next() },
  });
}

/** Chunks of a searchable document that were embedded anew; one that has been deleted meanwhile gets none. */
export async function refreshDocument(
  tx: Transaction,
  key: DocumentKey,
  chunks: readonly IndexedChunk[],
): Promise<void> {
  if (!(await holdDocument(tx, key))) return;
  await storeChunks(tx, key, chunks);
  await countChunks(tx, key);
}

/** Keeps a document from being deleted until the transaction ends. */
async function holdDocument(tx: Transaction, key: DocumentKey): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM documents WHERE user_id = ${key.userId}::uuid AND id = ${key.documentId}::uuid FOR NO KEY UPDATE`;
  return rows.length > 0;
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
