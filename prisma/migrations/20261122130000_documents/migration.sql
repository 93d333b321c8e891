CREATE TYPE document_status AS ENUM ('pending', 'processing', 'completed', 'error');

CREATE TABLE documents (
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  file_name text NOT NULL,
  mime_type text NOT NULL,
  file_size_bytes integer NOT NULL,
  content_hash text NOT NULL,
  status document_status NOT NULL DEFAULT 'pending',
  error jsonb,
  step text NOT NULL DEFAULT 'waiting',
  step_ratio real NOT NULL DEFAULT 0,
  page_count integer,
  chunk_count integer NOT NULL DEFAULT 0,
  term_count bigint NOT NULL DEFAULT 0,
  seq bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT documents_pkey PRIMARY KEY (user_id, id)
);
CREATE INDEX documents_user_id_created_at_id_idx ON documents (user_id, created_at DESC, id DESC);
CREATE INDEX documents_user_id_seq_idx ON documents (user_id, seq);

CREATE TABLE document_texts (
  user_id uuid NOT NULL,
  document_id uuid NOT NULL,
  text text NOT NULL,
  pages jsonb NOT NULL,
  chunk_spans jsonb NOT NULL,
  language text NOT NULL,
  CONSTRAINT document_texts_pkey PRIMARY KEY (user_id, document_id)
);

CREATE TABLE document_chunks (
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  chunk_index integer NOT NULL,
  chunk_text text NOT NULL,
  gap_before text NOT NULL,
  page integer,
  start_offset integer NOT NULL,
  end_offset integer NOT NULL,
  heading_path text[],
  term_count integer NOT NULL,
  embedding_model text NOT NULL,
  embedding vector(1536) NOT NULL,
  signs bit(1536) NOT NULL,
  tsv tsvector NOT NULL,
  CONSTRAINT document_chunks_pkey PRIMARY KEY (user_id, id)
) WITH (toast_tuple_target = 512); -- text, vector and words out of line: the scan over the signs reads a tenth of the pages
ALTER TABLE document_chunks ALTER COLUMN signs SET STORAGE PLAIN;
CREATE UNIQUE INDEX document_chunks_user_id_document_id_chunk_index_key ON document_chunks (user_id, document_id, chunk_index);
CREATE INDEX document_chunks_user_id_embedding_model_idx ON document_chunks (user_id, embedding_model);
-- What waits to be sorted in is read by every search: kept short.
CREATE INDEX document_chunks_words ON document_chunks USING gin (user_id, tsv) WITH (gin_pending_list_limit = 512);

ALTER TABLE documents
  ADD CONSTRAINT documents_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE document_texts
  ADD CONSTRAINT document_texts_user_id_document_id_fkey FOREIGN KEY (user_id, document_id) REFERENCES documents (user_id, id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE document_chunks
  ADD CONSTRAINT document_chunks_user_id_document_id_fkey FOREIGN KEY (user_id, document_id) REFERENCES documents (user_id, id) ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['documents', 'document_texts', 'document_chunks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_rows ON %I TO kipux_app USING (user_id = (SELECT kipux_current_user_id())) WITH CHECK (user_id = (SELECT kipux_current_user_id()))', t);
    EXECUTE format('CREATE POLICY all_rows ON %I TO kipux_system USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kipux_app, kipux_system', t);
  END LOOP;
END $$;

-- Words under row-level security, as in kipux_search_messages: without a user, no row. BM25 in two steps: the weights of
-- the words that hit choose the candidates, their exact counts order them. `lexemes` that share a group are spellings of
-- one word of the question: the one that a chunk has most often counts. `coverage` is the share of the question's words,
-- by weight, that a chunk has. Only completed documents are searched, and only
-- those in `within` where it is given.
CREATE FUNCTION kipux_search_chunks(lexemes text[], groups integer[], within uuid[], max_rows integer)
  RETURNS TABLE (chunk_id uuid, score double precision, coverage double precision)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  AS $$
    WITH me AS MATERIALIZED (SELECT kipux_current_user_id() AS user_id),
    searched AS MATERIALIZED (
      SELECT d.id, d.chunk_count, d.term_count FROM documents d
      WHERE d.user_id = (SELECT user_id FROM me) AND d.status = 'completed' AND (within IS NULL OR d.id = ANY (within))
    ),
    size AS MATERIALIZED (
      SELECT greatest(sum(chunk_count), 1)::float8 AS chunks,
             greatest(sum(term_count)::float8 / greatest(sum(chunk_count), 1), 1) AS mean_terms
      FROM searched
    ),
    terms AS MATERIALIZED (
      SELECT DISTINCT t.lexeme, t.grp, ('''' || replace(replace(t.lexeme, '\', '\\'), '''', '''''') || '''')::tsquery AS query
      FROM unnest(lexemes, groups) AS t (lexeme, grp) LIMIT 200
    ),
    hits AS MATERIALIZED (
      SELECT DISTINCT terms.grp, hit.id
      FROM terms CROSS JOIN LATERAL (
        SELECT c.id, c.document_id FROM document_chunks c
        WHERE c.user_id = (SELECT user_id FROM me) AND c.tsv @@ terms.query
      ) hit
      WHERE hit.document_id IN (SELECT id FROM searched)
    ),
    weights AS MATERIALIZED (
      SELECT h.grp, ln(1 + (size.chunks - least(count(*), size.chunks) + 0.5) / (count(*) + 0.5)) AS idf
      FROM hits h, size GROUP BY h.grp, size.chunks
    ),
    asked AS MATERIALIZED ( -- a word that no chunk has weighs as much as one that one chunk has
      SELECT sum(coalesce(w.idf, ln(1 + (size.chunks - 0.5) / 1.5)))
      FROM (SELECT DISTINCT grp FROM terms) g LEFT JOIN weights w ON w.grp = g.grp, size
    ),
    candidates AS MATERIALIZED (
      SELECT h.id FROM hits h JOIN weights w ON w.grp = h.grp
      GROUP BY h.id ORDER BY sum(w.idf) DESC, h.id LIMIT 160
    ),
    counted AS (
      SELECT c.id, t.grp, max(coalesce(cardinality(u.positions), 1))::float8 AS n, c.term_count
      FROM candidates
      JOIN document_chunks c ON c.user_id = (SELECT user_id FROM me) AND c.id = candidates.id
      CROSS JOIN LATERAL unnest(c.tsv) AS u
      JOIN terms t ON t.lexeme = u.lexeme
      GROUP BY c.id, t.grp, c.term_count
    )
    SELECT counted.id,
           sum(w.idf * counted.n * 2.2 / (counted.n + 1.2 * (0.25 + 0.75 * counted.term_count / size.mean_terms))),
           sum(w.idf) / (SELECT sum FROM asked)
    FROM counted JOIN weights w ON w.grp = counted.grp, size
    GROUP BY counted.id ORDER BY 2 DESC, counted.id LIMIT least(max_rows, 160)
  $$;
GRANT CREATE ON SCHEMA public TO kipux_system;
ALTER FUNCTION kipux_search_chunks(text[], integer[], uuid[], integer) OWNER TO kipux_system;
REVOKE CREATE ON SCHEMA public FROM kipux_system;
REVOKE ALL ON FUNCTION kipux_search_chunks(text[], integer[], uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kipux_search_chunks(text[], integer[], uuid[], integer) TO kipux_app;
