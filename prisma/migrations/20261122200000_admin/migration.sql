-- The list of users: by age, and found by any part of e-mail or name.
ALTER TABLE users ADD COLUMN search_text text GENERATED ALWAYS AS (kipux_fold(email || ' ' || coalesce(name, ''))) STORED;
CREATE INDEX users_search_text_idx ON users USING gin (search_text gin_trgm_ops);
CREATE INDEX users_created_at_id_idx ON users (created_at DESC, id DESC);
-- Few are, of many.
CREATE INDEX users_admins ON users (created_at DESC, id DESC) WHERE role = 'admin';
CREATE INDEX users_suspended ON users (created_at DESC, id DESC) WHERE suspended_at IS NOT NULL;

-- Retired plans are not offered any more. One plan is that of who has no subscription.
ALTER TABLE subscription_plans
  ADD COLUMN is_default boolean NOT NULL DEFAULT false,
  ADD COLUMN retired_at timestamptz(3);
CREATE UNIQUE INDEX subscription_plans_default ON subscription_plans (is_default) WHERE is_default;
UPDATE subscription_plans SET is_default = true WHERE code = 'free';
CREATE INDEX user_subscriptions_created_at_user_id_id_idx ON user_subscriptions (created_at DESC, user_id DESC, id DESC);
CREATE INDEX user_subscriptions_status_created_at_idx ON user_subscriptions (status, created_at DESC);

-- What could not be read, over all users.
CREATE INDEX documents_in_error ON documents (created_at DESC) WHERE status = 'error';

-- Everything that admins did. No reference to anybody: it outlives them.
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- null: the command line
  actor_id uuid,
  actor_name text NOT NULL,
  act text NOT NULL,
  target_type text,
  target_id text,
  target_name text,
  address text,
  changes jsonb NOT NULL DEFAULT '[]',
  CONSTRAINT audit_log_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_log_actor_id_id_idx ON audit_log (actor_id, id DESC);
CREATE INDEX audit_log_actor_name_id_idx ON audit_log (actor_name, id DESC);
CREATE INDEX audit_log_target_id_id_idx ON audit_log (target_id, id DESC);
CREATE INDEX audit_log_target_name_id_idx ON audit_log (target_name, id DESC);
CREATE INDEX audit_log_act_id_idx ON audit_log (act, id DESC);
GRANT SELECT, INSERT ON audit_log TO kipux_system;
-- Its owner cannot be kept from it by a grant.
CREATE FUNCTION kipux_keep_audit_log() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
  AS $$ BEGIN RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION kipux_keep_audit_log();

-- Who is suspended or leaving has no sessions, and nothing is done for them any more: their answers are to stop, and every
-- server process is told, whoever does it.
CREATE OR REPLACE FUNCTION kipux_end_sessions() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
  AS $$ BEGIN
    DELETE FROM session WHERE user_id = NEW.id;
    UPDATE generation_leases SET stop_requested = true WHERE user_id = NEW.id;
    PERFORM pg_notify('kipux', E'database\nkipux_away ' || NEW.id);
    RETURN NULL;
  END $$;
