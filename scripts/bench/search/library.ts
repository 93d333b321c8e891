import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { indexBatch } from '../../../server/documents/ingestionThread/indexBatch.ts';
import { embedLocally, LOCAL_EMBEDDING_MODEL } from '../../../server/platform/ai/localEmbeddings.ts';

const CHUNKS_A_DOCUMENT = 50;

const INSERT_DOCUMENT = `
  INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq, chunk_count, term_count)
  SELECT $1, $2, 'bench.txt', 'text/plain', 1, '', 'completed', 1, count(*), sum(c.term_count)
  FROM jsonb_to_recordset($3::jsonb) AS c (term_count integer)`;
const INSERT_CHUNKS = `
  INSERT INTO document_chunks (user_id, document_id, id, chunk_index, chunk_text, gap_before, start_offset, end_offset,
    heading_path, term_count, embedding_model, signs, tsv, embedding)
  SELECT $1, $2, c.id, c.chunk_index, c.chunk_text, '', 0, c.end_offset, '{}', c.term_count, c.embedding_model, c.signs, c.tsv,
    ($4::vector[])[c.place]
  FROM jsonb_to_recordset($3::jsonb) AS c (place integer, id uuid, chunk_index integer, chunk_text text, end_offset integer,
    term_count integer, embedding_model text, signs bit(1536), tsv tsvector)`;

/** Vectors for texts, and what made them. */
export type Vectors = { model: string; of(texts: readonly string[]): Float32Array[] };
export const LOCAL_VECTORS: Vectors = { model: LOCAL_EMBEDDING_MODEL, of: embedLocally };

/** Writes a person's chunks straight into the tables, as ingestion makes them. */
export async function fillLibrary(
  client: pg.Client,
  userId: string,
  texts: readonly string[],
  { model, of }: Vectors,
): Promise<void> {
  for (let at = 0; at < texts.length; at += CHUNKS_A_DOCUMENT) {
    const batch = texts.slice(at, at + CHUNKS_A_DOCUMENT);
    const chunks = batch.map((text, index) => ({
      ...{ text, index, start: 0, end: text.length, page: null, headingPath: [], gapBefore: '' },
    }));
    const { rows, vectors } = indexBatch({ chunks, language: 'other', vectors: of(batch), model });
    const documentId = randomUUID();
    await client.query(INSERT_DOCUMENT, [userId, documentId, rows]);
    await client.query(INSERT_CHUNKS, [userId, documentId, rows, Buffer.from(vectors)]);
  }
}

const COPY_CHUNKS = `
  INSERT INTO document_chunks (user_id, start_offset, heading_path, gap_before, id, document_id, chunk_index, chunk_text,
    end_offset, term_count, embedding_model, embedding, signs, tsv)
  SELECT $2, c.start_offset, c.heading_path, c.gap_before, gen_random_uuid(), c.document_id, c.chunk_index, c.chunk_text,
    c.end_offset, c.term_count, c.embedding_model, c.embedding, c.signs, c.tsv
  FROM document_chunks c WHERE c.user_id = $1 AND c.document_id = ANY ($3)`;
const COPY_DOCUMENTS = `
  INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq, chunk_count, term_count)
  SELECT $2, d.id, d.file_name, d.mime_type, d.file_size_bytes, d.content_hash, d.status, d.seq, d.chunk_count, d.term_count
  FROM documents d WHERE d.user_id = $1 AND d.id = ANY ($3)`;

/** Gives a person copies of another's chunks, so many of them from `offset` on: faster than to make them anew. */
export async function copyLibrary(
  client: pg.Client,
  [from, to]: readonly [string, string],
  { offset, chunks }: { offset: number; chunks: number },
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM documents WHERE user_id = $1 ORDER BY id OFFSET $2 LIMIT $3',
    [from, offset / CHUNKS_A_DOCUMENT, chunks / CHUNKS_A_DOCUMENT],
  );
  const documentIds = rows.map(({ id }) => id);
  await client.query(COPY_DOCUMENTS, [from, to, documentIds]);
  await client.query(COPY_CHUNKS, [from, to, documentIds]);
}
