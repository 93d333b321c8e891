-- The older version that a document takes the place of once it has been read; null when there is none, or not any more.
ALTER TABLE documents ADD COLUMN replaces_id uuid;
-- What its chunks are embedded by; null before it has been read, and for chunks of more than one model.
ALTER TABLE documents ADD COLUMN embedding_model text;
UPDATE documents d SET embedding_model = found.model
  FROM (SELECT user_id, document_id, min(embedding_model) AS model FROM document_chunks
        GROUP BY user_id, document_id HAVING count(DISTINCT embedding_model) = 1) found
  WHERE d.user_id = found.user_id AND d.id = found.document_id AND d.status = 'completed';

CREATE INDEX documents_user_id_content_hash_idx ON documents (user_id, content_hash);
CREATE INDEX documents_user_id_replaces_id_idx ON documents (user_id, replaces_id);
