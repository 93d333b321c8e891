-- When and from where a session was last used, written now and then by the server process that saw it.
ALTER TABLE session
  ADD COLUMN last_used_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN address text;

-- Whoever ends sessions (a logout, a suspension, a deleted account, an operator in psql), server processes are told, in
-- the form of their own notifications: a sender, then a channel and what happened on it. Sessions end rarely, so that
-- the lock which a NOTIFY in a transaction takes at commit is not felt.
CREATE FUNCTION kipux_tell_session_end() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
  AS $$ BEGIN PERFORM pg_notify('kipux', E'database\nkipux_sessions ' || OLD.user_id); RETURN NULL; END $$;
CREATE TRIGGER session_ended AFTER DELETE ON session
  FOR EACH ROW WHEN (OLD.user_id IS NOT NULL) EXECUTE FUNCTION kipux_tell_session_end();
