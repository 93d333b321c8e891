-- What was done once and is not to be done again when the same change comes twice, because its answer was lost.
CREATE TABLE change_receipts (
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  request_hash text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT change_receipts_pkey PRIMARY KEY (user_id, id)
);
CREATE INDEX change_receipts_created_at_idx ON change_receipts (created_at);
ALTER TABLE change_receipts
  ADD CONSTRAINT change_receipts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE change_receipts ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_receipts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON change_receipts TO kipux_app
  USING (user_id = (SELECT kipux_current_user_id())) WITH CHECK (user_id = (SELECT kipux_current_user_id()));
CREATE POLICY all_rows ON change_receipts TO kipux_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON change_receipts TO kipux_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON change_receipts TO kipux_system;

-- The last tombstone that is not kept any more: a device that has not come so far has missed deletions.
ALTER TABLE users ADD COLUMN swept_seq bigint NOT NULL DEFAULT 0;
GRANT SELECT (swept_seq) ON users TO kipux_app;
CREATE INDEX tombstones_deleted_at_idx ON tombstones (deleted_at);
