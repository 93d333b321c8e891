-- What a link in a mail stands for: kept as a hash, used once, valid for a short time.
CREATE TABLE account_links (
  user_id uuid NOT NULL,
  token_hash text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('verify_email', 'change_email', 'reset_password')),
  email text,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT account_links_pkey PRIMARY KEY (user_id, token_hash)
);
CREATE UNIQUE INDEX account_links_token_hash_key ON account_links (token_hash);
CREATE INDEX account_links_expires_at_idx ON account_links (expires_at);
ALTER TABLE account_links
  ADD CONSTRAINT account_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE account_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_links FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON account_links TO kipux_app
  USING (user_id = (SELECT kipux_current_user_id())) WITH CHECK (user_id = (SELECT kipux_current_user_id()));
CREATE POLICY all_rows ON account_links TO kipux_system USING (true) WITH CHECK (true);
-- A person's requests see that a link was sent, never what proves it.
GRANT SELECT (user_id, purpose, email, expires_at) ON account_links TO kipux_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_links TO kipux_system;
