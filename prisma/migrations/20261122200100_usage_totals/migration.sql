-- What all users together used on days that are over, for charts: counting 100,000 people again for each look takes seconds.
CREATE TABLE usage_totals (
  day date NOT NULL,
  -- empty: all models together
  model text NOT NULL,
  users integer NOT NULL,
  messages bigint NOT NULL,
  tokens bigint NOT NULL,
  CONSTRAINT usage_totals_pkey PRIMARY KEY (day, model)
);
GRANT SELECT, INSERT ON usage_totals TO kipux_system;
-- Top users of a month.
CREATE INDEX usage_periods_period_start_idx ON usage_periods (period_start);
