-- An account that its person has deleted: for two weeks logging in takes it back, then it goes.
ALTER TABLE users ADD COLUMN deletion_requested_at timestamptz(3);
CREATE INDEX users_deletion_requested_at_idx ON users (deletion_requested_at);
GRANT SELECT (deletion_requested_at) ON users TO kipux_app;
CREATE TRIGGER users_leaving AFTER UPDATE OF deletion_requested_at ON users
  FOR EACH ROW WHEN (NEW.deletion_requested_at IS NOT NULL AND OLD.deletion_requested_at IS NULL) EXECUTE FUNCTION kipux_end_sessions();
