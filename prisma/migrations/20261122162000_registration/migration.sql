-- Who may register where that is by invitation. A row is a promise: using it removes it.
CREATE TABLE invitations (
  id uuid NOT NULL,
  token_hash text NOT NULL,
  email text,
  created_by uuid NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT invitations_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX invitations_token_hash_key ON invitations (token_hash);
CREATE INDEX invitations_created_by_idx ON invitations (created_by);
ALTER TABLE invitations
  ADD CONSTRAINT invitations_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO kipux_system;

-- What admins decide for the whole server, and the hash of the code that makes the first of them.
GRANT INSERT, UPDATE, DELETE ON server_state TO kipux_system;
