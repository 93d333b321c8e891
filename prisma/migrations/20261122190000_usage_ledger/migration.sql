-- What every answer used, one row each, never changed: it explains usage_periods and usage_days, and sums to both.
CREATE TABLE usage_ledger (
  user_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  period_start timestamptz(3) NOT NULL,
  -- of the sending, UTC: an answer counts for the day and the month that it was asked for in
  day date NOT NULL,
  -- no reference: the message may be deleted, what it used was used
  message_id uuid,
  -- answer: counted; returned: it came to nothing, and its message was given back; opening: from before there was a ledger
  kind text NOT NULL CHECK (kind IN ('answer', 'returned', 'opening')),
  model text NOT NULL,
  messages integer NOT NULL,
  tokens bigint NOT NULL,
  CONSTRAINT usage_ledger_pkey PRIMARY KEY (user_id, id)
);
CREATE INDEX usage_ledger_user_id_period_start_idx ON usage_ledger (user_id, period_start);

-- What is held for answers that are being written: gone once they have ended.
CREATE TABLE usage_reservations (
  user_id uuid NOT NULL,
  message_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  period_start timestamptz(3) NOT NULL,
  day date NOT NULL,
  model text NOT NULL,
  -- what the question with its history is estimated at
  prompt_tokens integer NOT NULL,
  -- what is held: the prompt and a long answer, or all that is left
  tokens bigint NOT NULL,
  CONSTRAINT usage_reservations_pkey PRIMARY KEY (user_id, message_id)
);
CREATE INDEX usage_reservations_created_at_idx ON usage_reservations (created_at);

-- The ledger by day and model, for charts.
CREATE TABLE usage_days (
  user_id uuid NOT NULL,
  day date NOT NULL,
  model text NOT NULL,
  messages integer NOT NULL DEFAULT 0,
  tokens bigint NOT NULL DEFAULT 0,
  CONSTRAINT usage_days_pkey PRIMARY KEY (user_id, day, model)
);
CREATE INDEX usage_days_day_idx ON usage_days (day);

ALTER TABLE usage_ledger
  ADD CONSTRAINT usage_ledger_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE usage_reservations
  ADD CONSTRAINT usage_reservations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE usage_days
  ADD CONSTRAINT usage_days_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['usage_ledger', 'usage_reservations', 'usage_days'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_rows ON %I TO kipux_app USING (user_id = (SELECT kipux_current_user_id())) WITH CHECK (user_id = (SELECT kipux_current_user_id()))', t);
    EXECUTE format('CREATE POLICY all_rows ON %I TO kipux_system USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
-- The ledger is added to, by nobody changed; its rows go with their user alone.
GRANT SELECT, INSERT ON usage_ledger TO kipux_app, kipux_system;
GRANT SELECT, INSERT, DELETE ON usage_reservations TO kipux_app, kipux_system;
GRANT SELECT, INSERT, UPDATE ON usage_days TO kipux_app, kipux_system;

-- A limit that a person sets for themselves.
ALTER TABLE users
  ADD COLUMN message_cap integer CHECK (message_cap >= 0),
  ADD COLUMN token_cap integer CHECK (token_cap >= 0);
GRANT SELECT (message_cap, token_cap), UPDATE (message_cap, token_cap) ON users TO kipux_app;

-- What an answer used: {inputTokens, outputTokens, isEstimated}; null while it grows, and from before this was kept.
ALTER TABLE messages ADD COLUMN usage jsonb;

-- What was counted before opens the books. Forced row-level security hides it from the owner.
SELECT set_config('role', 'kipux_system', true);
INSERT INTO usage_ledger (user_id, period_start, day, kind, model, messages, tokens)
  SELECT user_id, period_start, (period_start AT TIME ZONE 'UTC')::date, 'opening', 'unknown', messages, tokens FROM usage_periods;
INSERT INTO usage_days (user_id, day, model, messages, tokens)
  SELECT user_id, (period_start AT TIME ZONE 'UTC')::date, 'unknown', messages, tokens FROM usage_periods;
SELECT set_config('role', 'none', true);
