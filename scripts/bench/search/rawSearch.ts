import { signBits, vectorLiteral } from '../../../server/platform/indexing/vectorColumns.ts';
import type { PreparedQuery } from '../../../server/retrieval/index.ts';

/**
 * What somebody would write who had only this to do, without row-level security, functions or close reading: both legs
 * of the search over one person's chunks, BM25 of the words (once each) and the nearest vectors by their signs first, with the texts.
 */
const RAW_SEARCH = `
  WITH size AS (
    SELECT sum(chunk_count)::float8 AS chunks, sum(term_count)::float8 / sum(chunk_count) AS mean_terms
    FROM documents WHERE user_id = $1 AND status = 'completed'
  ),
  hits AS MATERIALIZED (
    SELECT asked.term, hit.id, hit.term_count
    FROM unnest($2::text[]) WITH ORDINALITY AS asked (query, term)
    CROSS JOIN LATERAL (
      SELECT c.id, c.term_count FROM document_chunks c
      WHERE c.user_id = $1 AND c.tsv @@ asked.query::tsquery OFFSET 0
    ) hit
  ),
  weights AS (
    SELECT h.term, ln(1 + (size.chunks - count(*) + 0.5) / (count(*) + 0.5)) AS idf
    FROM hits h, size GROUP BY h.term, size.chunks
  ),
  by_words AS (
    SELECT h.id, sum(w.idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 * h.term_count / size.mean_terms))) AS score
    FROM hits h JOIN weights w USING (term), size GROUP BY h.id ORDER BY score DESC LIMIT $6
  ),
  near AS MATERIALIZED (
    SELECT c.id, c.embedding FROM document_chunks c WHERE c.user_id = $1 AND c.embedding_model = $5
    ORDER BY c.signs <~> $3::bit(1536) LIMIT 400
  ),
  by_vectors AS (
    SELECT n.id, 1 - (n.embedding <=> $4::vector) AS score FROM near n ORDER BY n.embedding <=> $4::vector LIMIT $6
  )
  SELECT c.id, c.document_id, d.file_name, c.page, c.start_offset, c.end_offset, c.chunk_text, w.score AS words, v.score AS vectors
  FROM by_words w FULL JOIN by_vectors v USING (id)
  JOIN document_chunks c ON c.user_id = $1 AND c.id = coalesce(w.id, v.id)
  JOIN documents d ON d.user_id = $1 AND d.id = c.document_id
  ORDER BY coalesce(w.score, 0) + coalesce(v.score, 0) DESC LIMIT 8`;

/** The raw search as node-postgres runs it: prepared, with its values. */
export function rawSearch(
  userId: string,
  { terms, embedding }: PreparedQuery,
  legRows: number,
): { name: string; text: string; values: unknown[] } {
  const vector = embedding?.vector ?? new Float32Array();
  const queries = terms.map(({ spellings }) => spellings.map(quoted).join(' | '));
  return {
    name: 'raw search',
    text: RAW_SEARCH,
    values: [userId, queries, signBits(vector), vectorLiteral(vector), embedding?.model, legRows],
  };
}

function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
