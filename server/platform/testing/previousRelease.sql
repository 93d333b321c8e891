-- The data of a server of the release before (schema of 20261122165000_search_by_index), something in every table.
-- Two people: Ana, who runs the server, with a conversation, a document and an answer that cites it; and Ben.
-- The password of both: correcto caballo 42 batería.
BEGIN;
SET LOCAL ROLE kipux_system;
INSERT INTO users (id, email, password_hash, name, role, locale, settings, settings_seq, change_seq, email_verified_at, suspended_at, created_at) VALUES
  ('0a000000-0000-7000-8000-000000000001', 'ana@example.org', '$2b$12$plOwG0qQzkodSSrXXDLDqeupOv3woCVws3ludq5MzH1Ny2MG04jIC', 'Ana Núñez', 'admin', 'es', '{"theme": "dark"}', 2, 9, '2026-10-02 08:00:00+00', NULL, '2026-10-01 08:00:00.123+00'),
  ('0a000000-0000-7000-8000-000000000002', 'ben@example.org', '$2b$12$plOwG0qQzkodSSrXXDLDqeupOv3woCVws3ludq5MzH1Ny2MG04jIC', NULL, 'user', 'en', '{}', 0, 2, NULL, NULL, '2026-10-03 09:30:00+00');
INSERT INTO user_subscriptions (user_id, id, plan_code, status, current_period_start, current_period_end, provider, external_subscription_id, created_at) VALUES
  ('0a000000-0000-7000-8000-000000000001', '0b000000-0000-7000-8000-000000000001', 'pro', 'active', '2026-11-01 00:00:00+00', '2026-12-01 00:00:00+00', 'manual', 'external-1', '2026-11-01 00:00:00+00'),
  ('0a000000-0000-7000-8000-000000000002', '0b000000-0000-7000-8000-000000000002', 'free', 'active', '2026-10-03 09:30:00+00', NULL, NULL, NULL, '2026-10-03 09:30:00+00');
INSERT INTO usage_periods (user_id, period_start, messages, tokens) VALUES
  ('0a000000-0000-7000-8000-000000000001', '2026-10-01 00:00:00+00', 41, 5204), ('0a000000-0000-7000-8000-000000000001', '2026-11-01 00:00:00+00', 1, 120),
  ('0a000000-0000-7000-8000-000000000002', '2026-10-03 09:30:00+00', 1, 9000000000);
INSERT INTO conversations (user_id, id, title, title_by_user, active_leaf_id, created_at, updated_at, pinned_at, archived_at, seq, request_hash) VALUES
  ('0a000000-0000-7000-8000-000000000001', '0c000000-0000-7000-8000-000000000001', 'El faro "azul" \ y más', true, '0d000000-0000-7000-8000-000000000002', '2026-11-02 10:00:00+00', '2026-11-02 10:01:00+00', '2026-11-03 00:00:00+00', NULL, 6, 'hash-1'),
  ('0a000000-0000-7000-8000-000000000002', '0c000000-0000-7000-8000-000000000002', '', false, '0d000000-0000-7000-8000-000000000003', '2026-10-04 10:00:00+00', '2026-10-04 10:00:00+00', NULL, '2026-10-05 00:00:00+00', 1, NULL);
INSERT INTO messages (user_id, id, conversation_id, parent_id, role, content, status, error, model, document_ids, citations, position, seq, request_hash, created_at) VALUES
  ('0a000000-0000-7000-8000-000000000001', '0d000000-0000-7000-8000-000000000001', '0c000000-0000-7000-8000-000000000001', NULL, 'user', E'¿Quién encendió el faro?\n\t{"a": "\\b"} ☂', 'complete', NULL, 'local', '["0e000000-0000-7000-8000-000000000001"]', '[]', 4, 4, 'hash-2', '2026-11-02 10:00:30+00'),
  ('0a000000-0000-7000-8000-000000000001', '0d000000-0000-7000-8000-000000000002', '0c000000-0000-7000-8000-000000000001', '0d000000-0000-7000-8000-000000000001', 'assistant', 'Elena Márquez encendió el faro. [1]', 'complete', NULL, 'local', 'null',
    '[{"marker": 1, "documentId": "0e000000-0000-7000-8000-000000000001", "chunkId": "0f000000-0000-7000-8000-000000000001", "fileName": "faro.md", "page": null, "start": 0, "end": 31, "quote": "Elena Márquez encendió el faro."}]', 5, 6, NULL, '2026-11-02 10:00:31+00'),
  ('0a000000-0000-7000-8000-000000000002', '0d000000-0000-7000-8000-000000000003', '0c000000-0000-7000-8000-000000000002', NULL, 'user', 'Hello', 'complete', NULL, NULL, NULL, '[]', 1, 1, NULL, '2026-10-04 10:00:00+00'),
  ('0a000000-0000-7000-8000-000000000002', '0d000000-0000-7000-8000-000000000004', '0c000000-0000-7000-8000-000000000002', '0d000000-0000-7000-8000-000000000003', 'assistant', 'Half of an', 'streaming', NULL, NULL, NULL, '[]', 2, 2, NULL, '2026-10-04 10:00:00+00');
INSERT INTO generation_leases (user_id, message_id, owner, expires_at, stop_requested) VALUES
  ('0a000000-0000-7000-8000-000000000002', '0d000000-0000-7000-8000-000000000004', 'a process that is gone', '2026-10-04 10:00:10+00', false);
INSERT INTO message_retrievals (user_id, message_id, retrieval) VALUES
  ('0a000000-0000-7000-8000-000000000001', '0d000000-0000-7000-8000-000000000002', '{"queries": ["faro"], "found": []}');
INSERT INTO tombstones (user_id, type, id, seq, deleted_at) VALUES
  ('0a000000-0000-7000-8000-000000000001', 'conversation', '0c000000-0000-7000-8000-00000000dead', 9, '2026-11-20 00:00:00+00');
INSERT INTO documents (user_id, id, file_name, mime_type, file_size_bytes, content_hash, status, error, step, step_ratio, page_count, chunk_count, term_count, seq, created_at, replaces_id, embedding_model) VALUES
  ('0a000000-0000-7000-8000-000000000001', '0e000000-0000-7000-8000-000000000001', 'faro.md', 'text/markdown', 33, 'no hash', 'completed', NULL, 'finished', 1, NULL, 1, 4, 8, '2026-11-02 09:00:00+00', NULL, 'kipux-local-1'),
  ('0a000000-0000-7000-8000-000000000001', '0e000000-0000-7000-8000-000000000002', 'roto.pdf', 'application/pdf', 10, 'no hash', 'error', '{"code": "damaged", "message": "damaged"}', 'reading', 0.25, 3, 0, 0, 7, '2026-11-02 09:00:01+00', '0e000000-0000-7000-8000-000000000001', NULL);
INSERT INTO document_texts (user_id, document_id, text, pages, chunk_spans, language) VALUES
  ('0a000000-0000-7000-8000-000000000001', '0e000000-0000-7000-8000-000000000001', 'Elena Márquez encendió el faro.', '[{"page": 1, "start": 0, "end": 31}]', '[{"index": 0, "start": 0, "end": 31, "page": null, "headingPath": []}]', 'es');
INSERT INTO document_chunks (user_id, id, document_id, chunk_index, chunk_text, gap_before, page, start_offset, end_offset, heading_path, term_count, embedding_model, embedding, signs, tsv) VALUES
  ('0a000000-0000-7000-8000-000000000001', '0f000000-0000-7000-8000-000000000001', '0e000000-0000-7000-8000-000000000001', 0, 'Elena Márquez encendió el faro.', '', NULL, 0, 31, ARRAY['Faros, y "más"', ''], 4, 'kipux-local-1',
    (SELECT array_agg(sin(i)::real ORDER BY i) FROM generate_series(1, 1536) i)::vector, repeat('01', 768)::bit(1536), '''elen'':1 ''encend'':3 ''far'':5 ''marquez'':2');
INSERT INTO account_links (user_id, token_hash, purpose, email, expires_at) VALUES
  ('0a000000-0000-7000-8000-000000000002', 'hash of a token', 'verify_email', 'ben@example.org', '2026-10-05 00:00:00+00');
INSERT INTO invitations (id, token_hash, email, created_by, expires_at) VALUES
  ('0a100000-0000-7000-8000-000000000001', 'hash of an invitation', NULL, '0a000000-0000-7000-8000-000000000001', '2027-01-01 00:00:00+00');
INSERT INTO two_factor (user_id, secret, confirmed_at, last_step) VALUES
  ('0a000000-0000-7000-8000-000000000002', '\x00ff10', NULL, 58000000);
INSERT INTO recovery_codes (user_id, code_hash) VALUES ('0a000000-0000-7000-8000-000000000002', 'hash of a code');
INSERT INTO login_failures (key, failures, last_failed_at) VALUES ('a key', 3, '2026-11-01 00:00:00+00');
INSERT INTO subscription_plans (code, name, price_monthly, currency, message_limit, token_limit, max_storage_mb, max_documents, allow_rag, allow_web_search, models, position) VALUES
  ('own', 'Our own', 7.50, 'EUR', 10, 100000, 5, 1, false, false, '["local"]', 3);
INSERT INTO server_state (key, value) VALUES ('registration', 'closed');
RESET ROLE;
INSERT INTO session (sid, sess, expire) VALUES ('a-session', '{"cookie": {}, "passport": {"user": "0a000000-0000-7000-8000-000000000001"}}', '2099-01-01 00:00:00+00');
COMMIT;
