-- The same search (see its first version), faster: each word of a question is looked up in the index by itself, all its
-- spellings at once, and documents are joined by their key.
DROP FUNCTION kipux_find_chunks(text[], integer[], float8[], vector, bit[], float8[], text, uuid[], integer);
CREATE FUNCTION kipux_find_chunks(
    lexemes text[], terms integer[], counts float8[], question vector(1536), planes bit(1536)[], plane_weights float8[],
    model text, within uuid[], leg_rows integer
  )
  RETURNS TABLE (
    id uuid, document_id uuid, chunk_index integer, file_name text, page integer, start_offset integer, end_offset integer,
    chunk_text text, gap_before text, heading_path text[],
    words_rank bigint, words_score float8, vectors_rank bigint, similarity float8, term_weights float8[]
  )
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 60
  SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
  AS $$
  #variable_conflict use_column
  DECLARE
    me CONSTANT uuid := kipux_current_user_id();
    plane_1 CONSTANT bit(1536) := planes[1];
    plane_2 CONSTANT bit(1536) := planes[2];
    plane_3 CONSTANT bit(1536) := planes[3];
    weight_1 CONSTANT float8 := plane_weights[1];
    weight_2 CONSTANT float8 := plane_weights[2];
    weight_3 CONSTANT float8 := plane_weights[3];
  BEGIN
    RETURN QUERY
    WITH searched AS MATERIALIZED (
      SELECT d.id, d.chunk_count, d.term_count FROM documents d
      WHERE d.user_id = me AND d.status = 'completed' AND (within IS NULL OR d.id = ANY (within))
    ),
    size AS MATERIALIZED (
      SELECT greatest(sum(s.chunk_count), 1)::float8 AS chunks,
             greatest(sum(s.term_count)::float8 / greatest(sum(s.chunk_count), 1), 1) AS mean_terms
      FROM searched s
    ),
    spellings AS MATERIALIZED (
      SELECT t.term, t.lexeme, '''' || replace(replace(t.lexeme, '\', '\\'), '''', '''''') || '''' AS quoted
      FROM unnest(lexemes, terms) AS t (lexeme, term) LIMIT 200
    ),
    hits AS MATERIALIZED (
      SELECT asked.term, hit.id
      FROM (SELECT sp.term, string_agg(sp.quoted, ' | ')::tsquery AS query FROM spellings sp GROUP BY sp.term) asked
      CROSS JOIN LATERAL (
        SELECT c.id, c.document_id FROM document_chunks c WHERE c.user_id = me AND c.tsv @@ asked.query
        OFFSET 0 -- word by word through the index: otherwise it is taken for a condition to try on every chunk
      ) hit
      WHERE hit.document_id IN (SELECT s.id FROM searched s)
    ),
    weights AS MATERIALIZED ( -- a word that no chunk has weighs as much as one that one chunk has
      SELECT w.term, w.count * ln(1 + (size.chunks - least(greatest(h.n, 1), size.chunks) + 0.5) / (greatest(h.n, 1) + 0.5)) AS idf
      FROM (SELECT c.count, c.place - 1 AS term FROM unnest(counts) WITH ORDINALITY AS c (count, place)) w
      LEFT JOIN (SELECT hits.term, count(*) AS n FROM hits GROUP BY hits.term) h ON h.term = w.term, size
    ),
    candidates AS MATERIALIZED (
      SELECT h.id FROM hits h JOIN weights w ON w.term = h.term
      GROUP BY h.id ORDER BY sum(w.idf) DESC, h.id LIMIT 4 * leg_rows
    ),
    counted AS (
      SELECT c.id, sp.term, max(coalesce(cardinality(u.positions), 1))::float8 AS n, c.term_count
      FROM candidates
      JOIN document_chunks c ON c.user_id = me AND c.id = candidates.id
      CROSS JOIN LATERAL unnest(c.tsv) AS u
      JOIN spellings sp ON sp.lexeme = u.lexeme
      GROUP BY c.id, sp.term, c.term_count
    ),
    by_words AS MATERIALIZED (
      SELECT counted.id,
             sum(w.idf * counted.n * 2.2 / (counted.n + 1.2 * (0.25 + 0.75 * counted.term_count / size.mean_terms))) AS score
      FROM counted JOIN weights w ON w.term = counted.term, size
      GROUP BY counted.id ORDER BY 2 DESC, counted.id LIMIT leg_rows
    ),
    near AS MATERIALIZED (
      SELECT c.id, c.embedding FROM document_chunks c
      WHERE question IS NOT NULL AND c.user_id = me AND c.embedding_model = model
        AND c.document_id IN (SELECT s.id FROM searched s)
      ORDER BY (c.signs <~> plane_1) * weight_1 + (c.signs <~> plane_2) * weight_2 + (c.signs <~> plane_3) * weight_3
      LIMIT 20 * leg_rows
    ),
    by_vectors AS MATERIALIZED ( -- a vector without a direction has no angle to anything
      SELECT n.id, 1 - (n.embedding <=> question) AS similarity FROM near n
      WHERE n.embedding <=> question <> 'NaN'
      ORDER BY n.embedding <=> question, n.id LIMIT leg_rows
    ),
    found AS MATERIALIZED (
      SELECT coalesce(w.id, v.id) AS id, w.rank AS words_rank, w.score, v.rank AS vectors_rank, v.similarity
      FROM (SELECT b.id, b.score, row_number() OVER (ORDER BY b.score DESC, b.id) AS rank FROM by_words b) w
      FULL JOIN (SELECT b.id, b.similarity, row_number() OVER (ORDER BY b.similarity DESC, b.id) AS rank FROM by_vectors b) v
        ON v.id = w.id
    )
    SELECT c.id, c.document_id, c.chunk_index, d.file_name, c.page, c.start_offset, c.end_offset, c.chunk_text, c.gap_before,
           c.heading_path, f.words_rank, f.score, f.vectors_rank, f.similarity,
           (SELECT array_agg(w.idf ORDER BY w.term) FROM weights w)
    FROM found f
    JOIN document_chunks c ON c.user_id = me AND c.id = f.id
    JOIN documents d ON d.user_id = me AND d.id = c.document_id;
  END $$;
GRANT CREATE ON SCHEMA public TO kipux_system;
ALTER FUNCTION kipux_find_chunks(text[], integer[], float8[], vector, bit[], float8[], text, uuid[], integer) OWNER TO kipux_system;
REVOKE CREATE ON SCHEMA public FROM kipux_system;
REVOKE ALL ON FUNCTION kipux_find_chunks(text[], integer[], float8[], vector, bit[], float8[], text, uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kipux_find_chunks(text[], integer[], float8[], vector, bit[], float8[], text, uuid[], integer) TO kipux_app;
