-- Where the owner is no superuser, an administrator creates these extensions before the first start.
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Roles belong to the whole cluster: another database of the same cluster may have created them already.
DO $$ BEGIN CREATE ROLE kipux_app NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE kipux_system NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN
  EXECUTE format('GRANT kipux_app TO %I WITH SET TRUE, INHERIT FALSE', current_user);
  EXECUTE format('GRANT kipux_system TO %I WITH SET TRUE, INHERIT FALSE', current_user);
EXCEPTION WHEN insufficient_privilege THEN
  IF NOT (pg_has_role(current_user, 'kipux_app', 'SET') AND pg_has_role(current_user, 'kipux_system', 'SET')) THEN RAISE; END IF;
END $$;
-- CREATE: so that functions can be handed over to kipux_system.
GRANT USAGE ON SCHEMA public TO kipux_app;
GRANT USAGE, CREATE ON SCHEMA public TO kipux_system;

CREATE TYPE role AS ENUM ('user', 'admin');
CREATE TYPE message_role AS ENUM ('user', 'assistant');
CREATE TYPE message_status AS ENUM ('pending', 'streaming', 'complete', 'stopped', 'interrupted', 'failed');
CREATE TYPE subscription_status AS ENUM ('active', 'past_due', 'paused', 'canceled');

-- Lower case without accents. IMMUTABLE is true as long as the dictionary is the one named here.
CREATE FUNCTION kipux_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT lower(unaccent('unaccent'::regdictionary, value)) $$;
-- Punctuation parts words everywhere: left to itself the parser makes one word of an address or of "3.14".
CREATE FUNCTION kipux_words(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT to_tsvector('simple'::regconfig, translate(kipux_fold(left(value, 200000)),
    '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))) $$;
-- The words of what somebody looks for, all of them, the last one also as a beginning; NULL when it has no word.
CREATE FUNCTION kipux_query(value text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT string_agg('''' || lexeme || '''' || CASE WHEN place = last_place THEN ':*' ELSE '' END, ' & ')::tsquery
    FROM (SELECT lexeme, positions[array_upper(positions, 1)] AS place, max(positions[array_upper(positions, 1)]) OVER () AS last_place
      FROM unnest(kipux_words(value))) words
  $$;

CREATE TABLE users (
  id uuid NOT NULL,
  email text NOT NULL,
  password_hash text NOT NULL,
  name text,
  role role NOT NULL DEFAULT 'user',
  locale text NOT NULL DEFAULT 'es',
  settings jsonb NOT NULL DEFAULT '{}',
  settings_seq bigint NOT NULL DEFAULT 0,
  change_seq bigint NOT NULL DEFAULT 0,
  email_verified_at timestamptz(3),
  suspended_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT users_pkey PRIMARY KEY (id)
) WITH (fillfactor = 70); -- change_seq moves with every change: room for updates in place
CREATE UNIQUE INDEX users_email_key ON users (email);

CREATE TABLE subscription_plans (
  code text NOT NULL,
  name text NOT NULL,
  price_monthly numeric(10, 2) NOT NULL,
  currency char(3) NOT NULL,
  message_limit integer,
  token_limit integer,
  max_storage_mb integer,
  max_documents integer,
  allow_rag boolean NOT NULL,
  allow_web_search boolean NOT NULL,
  models jsonb,
  position integer NOT NULL DEFAULT 0,
  CONSTRAINT subscription_plans_pkey PRIMARY KEY (code)
);

CREATE TABLE user_subscriptions (
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  plan_code text NOT NULL,
  status subscription_status NOT NULL,
  current_period_start timestamptz(3) NOT NULL,
  current_period_end timestamptz(3),
  provider text,
  external_subscription_id text,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT user_subscriptions_pkey PRIMARY KEY (user_id, id)
);
CREATE UNIQUE INDEX user_subscriptions_external_subscription_id_key ON user_subscriptions (external_subscription_id);
CREATE INDEX user_subscriptions_user_id_status_idx ON user_subscriptions (user_id, status);
CREATE INDEX user_subscriptions_plan_code_idx ON user_subscriptions (plan_code);

CREATE TABLE usage_periods (
  user_id uuid NOT NULL,
  period_start timestamptz(3) NOT NULL,
  messages integer NOT NULL DEFAULT 0,
  tokens bigint NOT NULL DEFAULT 0,
  CONSTRAINT usage_periods_pkey PRIMARY KEY (user_id, period_start)
);

CREATE TABLE conversations (
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  title text NOT NULL DEFAULT '',
  title_by_user boolean NOT NULL DEFAULT false,
  active_leaf_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  pinned_at timestamptz(3),
  archived_at timestamptz(3),
  seq bigint NOT NULL,
  request_hash text,
  folded_title text GENERATED ALWAYS AS (kipux_fold(title)) STORED,
  CONSTRAINT conversations_pkey PRIMARY KEY (user_id, id)
);
CREATE INDEX conversations_user_id_updated_at_id_idx ON conversations (user_id, updated_at DESC, id DESC);
CREATE INDEX conversations_user_id_seq_idx ON conversations (user_id, seq);

CREATE TABLE messages (
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  parent_id uuid,
  role message_role NOT NULL,
  content text NOT NULL DEFAULT '',
  status message_status NOT NULL,
  error jsonb,
  model text,
  document_ids jsonb,
  citations jsonb NOT NULL DEFAULT '[]',
  position bigint NOT NULL,
  seq bigint NOT NULL,
  request_hash text,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- not while it grows: the index would be rewritten with every tick
  tsv tsvector GENERATED ALWAYS AS (CASE WHEN status IN ('pending', 'streaming') THEN NULL ELSE kipux_words(content) END) STORED,
  CONSTRAINT messages_pkey PRIMARY KEY (user_id, id)
);
CREATE INDEX messages_user_id_conversation_id_position_idx ON messages (user_id, conversation_id, position);
CREATE INDEX messages_user_id_parent_id_idx ON messages (user_id, parent_id);
CREATE INDEX messages_user_id_seq_idx ON messages (user_id, seq);
CREATE INDEX messages_words ON messages USING gin (user_id, tsv);
-- A conversation has one user: unaware of that the planner takes it for tiny, and sorts it instead of walking its index.
CREATE STATISTICS messages_user_id_conversation_id (dependencies) ON user_id, conversation_id FROM messages;

CREATE TABLE generation_leases (
  user_id uuid NOT NULL,
  message_id uuid NOT NULL,
  owner text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  stop_requested boolean NOT NULL DEFAULT false,
  CONSTRAINT generation_leases_pkey PRIMARY KEY (user_id, message_id)
);
CREATE INDEX generation_leases_owner_idx ON generation_leases (owner);
CREATE INDEX generation_leases_expires_at_idx ON generation_leases (expires_at);

CREATE TABLE tombstones (
  user_id uuid NOT NULL,
  type text NOT NULL,
  id uuid NOT NULL,
  seq bigint NOT NULL,
  deleted_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT tombstones_pkey PRIMARY KEY (user_id, type, id)
);
CREATE INDEX tombstones_user_id_seq_idx ON tombstones (user_id, seq);

CREATE TABLE session (
  sid varchar NOT NULL,
  sess json NOT NULL,
  expire timestamptz(6) NOT NULL,
  user_id uuid GENERATED ALWAYS AS ((sess -> 'passport' ->> 'user')::uuid) STORED,
  CONSTRAINT session_pkey PRIMARY KEY (sid)
);
CREATE INDEX session_expire_idx ON session (expire);
CREATE INDEX session_user_id_idx ON session (user_id);

CREATE TABLE login_failures (
  key text NOT NULL,
  failures integer NOT NULL,
  last_failed_at timestamptz(3) NOT NULL,
  CONSTRAINT login_failures_pkey PRIMARY KEY (key)
);
CREATE INDEX login_failures_last_failed_at_idx ON login_failures (last_failed_at);

CREATE TABLE server_state (
  key text NOT NULL,
  value text NOT NULL,
  CONSTRAINT server_state_pkey PRIMARY KEY (key)
);
INSERT INTO server_state (key, value) VALUES ('epoch', gen_random_uuid()::text);

ALTER TABLE user_subscriptions
  ADD CONSTRAINT user_subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT user_subscriptions_plan_code_fkey FOREIGN KEY (plan_code) REFERENCES subscription_plans (code) ON DELETE NO ACTION ON UPDATE CASCADE;
ALTER TABLE usage_periods
  ADD CONSTRAINT usage_periods_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE conversations
  ADD CONSTRAINT conversations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE messages
  ADD CONSTRAINT messages_user_id_conversation_id_fkey FOREIGN KEY (user_id, conversation_id) REFERENCES conversations (user_id, id) ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT messages_user_id_parent_id_fkey FOREIGN KEY (user_id, parent_id) REFERENCES messages (user_id, id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE generation_leases
  ADD CONSTRAINT generation_leases_user_id_message_id_fkey FOREIGN KEY (user_id, message_id) REFERENCES messages (user_id, id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE tombstones
  ADD CONSTRAINT tombstones_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE session
  ADD CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

-- A suspended user has no sessions, whoever suspends.
CREATE FUNCTION kipux_end_sessions() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
  AS $$ BEGIN DELETE FROM session WHERE user_id = NEW.id; RETURN NULL; END $$;
CREATE TRIGGER users_suspended AFTER UPDATE OF suspended_at ON users
  FOR EACH ROW WHEN (NEW.suspended_at IS NOT NULL AND OLD.suspended_at IS NULL) EXECUTE FUNCTION kipux_end_sessions();

-- Row-level security: an application role that sees one user's rows, and a system role that sees all.
CREATE FUNCTION kipux_current_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON users TO kipux_app
  USING (id = (SELECT kipux_current_user_id())) WITH CHECK (id = (SELECT kipux_current_user_id()));
CREATE POLICY all_rows ON users TO kipux_system USING (true) WITH CHECK (true);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['user_subscriptions', 'usage_periods', 'conversations', 'messages', 'generation_leases', 'tombstones'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_rows ON %I TO kipux_app USING (user_id = (SELECT kipux_current_user_id())) WITH CHECK (user_id = (SELECT kipux_current_user_id()))', t);
    EXECUTE format('CREATE POLICY all_rows ON %I TO kipux_system USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kipux_system', t);
  END LOOP;
END $$;

-- What a person's requests may touch. Neither roles nor e-mail nor passwords nor plans.
GRANT SELECT (id, email, name, role, locale, settings, settings_seq, change_seq, email_verified_at, suspended_at, created_at) ON users TO kipux_app;
GRANT UPDATE (name, locale, settings, settings_seq, change_seq) ON users TO kipux_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON users TO kipux_system;
GRANT SELECT ON subscription_plans, server_state TO kipux_app, kipux_system;
GRANT SELECT ON user_subscriptions TO kipux_app;
GRANT SELECT, INSERT, UPDATE ON usage_periods TO kipux_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON conversations, messages, generation_leases TO kipux_app;
GRANT SELECT, INSERT, UPDATE ON tombstones TO kipux_app;
GRANT SELECT, DELETE ON session TO kipux_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_failures TO kipux_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON subscription_plans TO kipux_system;

-- Under a policy PostgreSQL does not use full-text operators with an index (they are not leakproof). So the search runs
-- as kipux_system, which no policy limits, and takes the user from the setting by itself: without a user, no row.
CREATE FUNCTION kipux_search_messages(search_for tsquery, max_rows integer)
  RETURNS TABLE (message_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT m.id FROM messages m
    WHERE m.user_id = (SELECT kipux_current_user_id()) AND m.tsv @@ search_for
    ORDER BY m.position DESC LIMIT least(max_rows, 200)
  $$;
ALTER FUNCTION kipux_search_messages(tsquery, integer) OWNER TO kipux_system;
REVOKE ALL ON FUNCTION kipux_search_messages(tsquery, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kipux_search_messages(tsquery, integer) TO kipux_app;
REVOKE CREATE ON SCHEMA public FROM kipux_system;

INSERT INTO subscription_plans (code, name, price_monthly, currency, message_limit, token_limit, max_storage_mb, max_documents, allow_rag, allow_web_search, models, position) VALUES
  ('free', 'Free', 0, 'USD', 1000, NULL, 500, 100, true, false, NULL, 0),
  ('pro', 'Pro', 15, 'USD', 20000, NULL, 10000, 2000, true, true, NULL, 1),
  ('team', 'Team', 40, 'USD', NULL, NULL, 100000, NULL, true, true, NULL, 2);
