import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { SeqNumbers, Transaction } from '#platform/database/database.ts';
import type { TextLanguage } from '#platform/text/language.ts';
import type { DocumentErrorCode } from '#shared/errors.ts';
import type { ChunkIndex } from '../retrieval/index.ts';
import { type ChunkSpan, DOCUMENT_TYPES, type ParsedDocument } from './parsing/parsedDocument.ts';

export type DocumentKey = { userId: string; documentId: string };
export type Step = 'reading' | 'splitting' | 'embedding';

/** What there is to do for a document: null when it is gone or has its final state. */
export async function readTask(tx: Transaction, { userId, documentId }: DocumentKey) {
  const row = await tx.document.findUnique({
    where: { userId_id: { userId, id: documentId }, status: { in: ['pending', 'processing'] } },
    select: { mimeType: true },
  });
  return row === null ? null : { mimeType: z.enum(DOCUMENT_TYPES).parse(row.mimeType) };
}

/** Progress takes no seq: devices that watch a document ask for it. */
export async function storeProgress(
  tx: Transaction,
  key: DocumentKey,
  step: Step,
  ratio: number,
): Promise<void> {
  await tx.document.updateMany({
    where: { userId: key.userId, id: key.documentId, status: { in: ['pending', 'processing'] } },
    data: { status: 'processing', step, stepRatio: ratio },
  });
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

/** The first to have read the file is the one that counts. */
export async function storeText(
  tx: Transaction,
  key: DocumentKey,
  { text, pages, pageCount, chunks }: ParsedDocument,
  language: TextLanguage,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO document_texts (user_id, document_id, text, pages, chunk_spans, language)
    VALUES (${key.userId}::uuid, ${key.documentId}::uuid, ${text}, ${JSON.stringify(pages)}::jsonb,
            ${JSON.stringify(chunks)}::jsonb, ${language})
    ON CONFLICT DO NOTHING`;
  await tx.document.updateMany({ where: { userId: key.userId, id: key.documentId }, data: { pageCount } });
}

/** Indices of the chunks that are there already. */
export async function storedChunkIndices(
  tx: Transaction,
  { userId, documentId }: DocumentKey,
): Promise<Set<number>> {
  const rows = await tx.documentChunk.findMany({
    where: { userId, documentId },
    select: { chunkIndex: true },
  });
  return new Set(rows.map(({ chunkIndex }) => chunkIndex));
}

export type IndexedChunk = ChunkSpan & ChunkIndex & { text: string; gapBefore: string };

/** A chunk that is there already is left as it is. */
export async function storeChunks(
  tx: Transaction,
  key: DocumentKey,
  chunks: readonly IndexedChunk[],
): Promise<void> {
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
    ON CONFLICT (user_id, document_id, chunk_index) DO NOTHING`;
}

/** @returns whether the document was still there to be completed */
export async function completeDocument(
  tx: Transaction,
  key: DocumentKey,
  seqs: SeqNumbers,
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE documents SET status = 'completed', error = NULL, step = 'finished', step_ratio = 1, seq = ${seqs.next()},
      chunk_count = counted.chunks, term_count = counted.terms
    FROM (SELECT count(*) AS chunks, coalesce(sum(term_count), 0) AS terms FROM document_chunks
          WHERE user_id = ${key.userId}::uuid AND document_id = ${key.documentId}::uuid) counted
    WHERE user_id = ${key.userId}::uuid AND id = ${key.documentId}::uuid AND status IN ('pending', 'processing')`;
  return changed > 0;
}

/** What a half-read document had of text and chunks goes. */
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
  if (count === 0) return;
  await tx.documentChunk.deleteMany({ where: { userId, documentId } });
  await tx.documentText.deleteMany({ where: { userId, documentId } });
}
