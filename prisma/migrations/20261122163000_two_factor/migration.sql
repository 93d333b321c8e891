-- A second proof at login. The secret is encrypted with a key that the database does not have.
CREATE TABLE two_factor (
  user_id uuid NOT NULL,
  secret bytea NOT NULL,
  confirmed_at timestamptz(3),
  -- the time step of the last code taken: no code works twice
  last_step bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT two_factor_pkey PRIMARY KEY (user_id)
);
CREATE TABLE recovery_codes (
  user_id uuid NOT NULL,
  code_hash text NOT NULL,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash)
);
ALTER TABLE two_factor
  ADD CONSTRAINT two_factor_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE recovery_codes
  ADD CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['two_factor', 'recovery_codes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_rows ON %I TO kipux_app USING (user_id = (SELECT kipux_current_user_id())) WITH CHECK (user_id = (SELECT kipux_current_user_id()))', t);
    EXECUTE format('CREATE POLICY all_rows ON %I TO kipux_system USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kipux_system', t);
  END LOOP;
END $$;
-- A person's requests see whether there is one, never what it is.
GRANT SELECT (user_id, confirmed_at) ON two_factor TO kipux_app;
GRANT SELECT (user_id) ON recovery_codes TO kipux_app;
