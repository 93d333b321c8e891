import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Embedding, localEmbedder } from '../../../server/platform/ai/embedder.ts';
import { indexChunk } from '../../../server/platform/indexing/indexedChunk.ts';

const BATCH = 250;
const CHUNKS_A_DOCUMENT = 50;

const INSERT_DOCUMENTS = `
  INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, seq, chunk_count, term_count)
  SELECT $1, c.document_id, 'bench.txt', 'text/plain', 1, '', 'completed', 1, count(*), sum(c.terms)
  FROM unnest($2::uuid[], $3::int[]) AS c (document_id, terms) GROUP BY 2`;
const INSERT_CHUNKS = `
  INSERT INTO document_chunks (user_id, start_offset, heading_path, gap_before, id, document_id, chunk_index, chunk_text,
    end_offset, term_count, embedding_model, embedding, signs, tsv)
  SELECT $1, 0, '{}', '', gen_random_uuid(), c.document_id, c.chunk_index, c.text, length(c.text), c.terms, c.model,
    c.embedding::vector, c.signs::bit(1536), c.tsv::tsvector
  FROM unnest($2::uuid[], $3::int[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[])
    AS c (document_id, chunk_index, text, terms, model, embedding, signs, tsv)`;

/** Writes a person's chunks straight into the tables. `vector`: their embeddings; the local ones where it is not given. */
export async function fillLibrary(
  client: pg.Client,
  userId: string,
  texts: readonly string[],
  vector?: () => Embedding,
): Promise<void> {
  for (let at = 0; at < texts.length; at += BATCH) {
    const batch = texts.slice(at, at + BATCH);
    const embeddings = vector === undefined ? await localEmbedder.embed(batch) : batch.map(vector);
    const documents = Array.from({ length: Math.ceil(batch.length / CHUNKS_A_DOCUMENT) }, () => randomUUID());
    const documentIds = batch.map((_, i) => documents[Math.floor(i / CHUNKS_A_DOCUMENT)]);
    const indexed = batch.flatMap((text, i) => {
      const embedding = embeddings[i];
      return embedding === undefined ? [] : [indexChunk({ text, headingPath: [] }, 'other', embedding)];
    });
    const terms = indexed.map(({ termCount }) => termCount);
    await client.query(INSERT_DOCUMENTS, [userId, documentIds, terms]);
    await client.query(INSERT_CHUNKS, [
      userId,
      documentIds,
      batch.map((_, i) => i % CHUNKS_A_DOCUMENT),
      batch,
      terms,
      indexed.map(({ embeddingModel }) => embeddingModel),
      indexed.map(({ embedding }) => embedding),
      indexed.map(({ signs }) => signs),
      indexed.map(({ tsv }) => tsv),
    ]);
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
