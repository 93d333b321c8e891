import type { Statement } from '#platform/database/singleStatements.ts';

/** The document is there and somebody is reading it; from here on it is not deleted before the statement has ended. */
const SHOW_PROGRESS = `UPDATE documents SET status = 'processing', step = 'embedding', step_ratio = $3::real,
      page_count = coalesce($8::integer, page_count)
    WHERE user_id = $1::uuid AND id = $2::uuid AND status IN ('pending', 'processing') RETURNING id`;

const KEEP = 'SELECT id FROM documents WHERE user_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE';

/** The text goes in with the first batch. Fails when another attempt has read the file meanwhile: what it found counts. */
const STORE_TEXT = `INSERT INTO document_texts (user_id, document_id, text, pages, chunk_spans, language)
    SELECT $1::uuid, $2::uuid, $4::text, $5::jsonb, $6::jsonb, $7::text FROM held WHERE $4::text IS NOT NULL`;

/** A chunk that is there already keeps its id, which citations know, and gets what finds it anew. */
const storeChunks = (batch: string, vectors: string) => `
    INSERT INTO document_chunks (user_id, document_id, id, chunk_index, chunk_text, gap_before, page, start_offset,
      end_offset, heading_path, term_count, embedding_model, signs, tsv, embedding)
    SELECT $1::uuid, $2::uuid, c.id, c.chunk_index, c.chunk_text, c.gap_before, c.page, c.start_offset,
      c.end_offset, c.heading_path, c.term_count, c.embedding_model, c.signs, c.tsv,
      (${vectors}::vector[])[c.place]
    FROM held, jsonb_to_recordset(${batch}::jsonb) AS c (place integer, id uuid, chunk_index integer, chunk_text text,
      gap_before text, page integer, start_offset integer, end_offset integer, heading_path text[], term_count integer,
      embedding_model text, signs bit(1536), tsv tsvector)
    ON CONFLICT (user_id, document_id, chunk_index) DO UPDATE SET term_count = excluded.term_count,
      embedding_model = excluded.embedding_model, embedding = excluded.embedding, signs = excluded.signs, tsv = excluded.tsv
    RETURNING chunk_index, term_count, embedding_model`;

/** $1 user, $2 document, $3 ratio, $4 to $8 text, pages, spans, language, number of pages, $9 and $10 the batch. */
export const STORE_BATCH: Statement = {
  name: 'store a batch of chunks',
  text: `WITH held AS (${SHOW_PROGRESS}), texts AS (${STORE_TEXT}), stored AS (${storeChunks('$9', '$10')})
    SELECT id FROM held`,
};

/** $1 user, $2 document, $3 and $4 the batch. */
export const REFRESH_BATCH: Statement = {
  name: 'refresh a batch of chunks',
  text: `WITH held AS (${KEEP}), stored AS (${storeChunks('$3', '$4')}) SELECT id FROM held`,
};

/** As STORE_BATCH with the last batch, after which all chunks are shown, at once. The number is that of the change. */
export const STORE_LAST_BATCH: Statement = {
  name: 'store the last chunks',
  text: `WITH held AS (SELECT id FROM documents WHERE user_id = $1::uuid AND id = $2::uuid AND status IN ('pending', 'processing')
      AND $3::real IS NOT NULL FOR NO KEY UPDATE),
    texts AS (${STORE_TEXT}), stored AS (${storeChunks('$9', '$10')}),
    counted AS (
      SELECT count(*) AS chunks, coalesce(sum(term_count), 0) AS terms,
        CASE WHEN min(embedding_model) = max(embedding_model) THEN min(embedding_model) END AS model
      FROM (SELECT term_count, embedding_model FROM stored UNION ALL
        SELECT term_count, embedding_model FROM document_chunks c
        WHERE c.user_id = $1::uuid AND c.document_id = $2::uuid AND c.chunk_index NOT IN (SELECT chunk_index FROM stored)) chunks)
    UPDATE documents d SET status = 'completed', error = NULL, step = 'finished', step_ratio = 1,
      page_count = coalesce($8::integer, page_count), chunk_count = counted.chunks, term_count = counted.terms,
      embedding_model = counted.model, seq = (SELECT change_seq FROM users WHERE users.id = $1::uuid)
    FROM held, counted WHERE d.user_id = $1::uuid AND d.id = held.id RETURNING d.id`,
};
