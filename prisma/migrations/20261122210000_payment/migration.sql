-- How long a subscription's plan may be used; null: as long as it has a status that gives one. And when it ends by itself.
ALTER TABLE user_subscriptions
  ADD COLUMN allowance_ends_at timestamptz(3),
  ADD COLUMN cancel_at timestamptz(3);

-- Who a person is at the payment provider. `revision` counts what was stored of what the provider says.
CREATE TABLE payment_customers (
  user_id uuid NOT NULL,
  customer_id text NOT NULL,
  revision integer NOT NULL DEFAULT 0,
  checkout_at timestamptz(3),
  look_at timestamptz(3),
  renewal_stopped_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT payment_customers_pkey PRIMARY KEY (user_id)
);
CREATE UNIQUE INDEX payment_customers_customer_id_key ON payment_customers (customer_id);
CREATE INDEX payment_customers_look_at_idx ON payment_customers (look_at);
ALTER TABLE payment_customers
  ADD CONSTRAINT payment_customers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE payment_customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_customers FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON payment_customers TO kipux_app
  USING (user_id = (SELECT kipux_current_user_id())) WITH CHECK (user_id = (SELECT kipux_current_user_id()));
CREATE POLICY all_rows ON payment_customers TO kipux_system USING (true) WITH CHECK (true);
GRANT SELECT ON payment_customers TO kipux_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_customers TO kipux_system;

-- Events of the provider that have been dealt with, so that one that comes again asks it nothing.
CREATE TABLE payment_events (
  id text NOT NULL,
  type text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT payment_events_pkey PRIMARY KEY (id)
);
CREATE INDEX payment_events_received_at_idx ON payment_events (received_at);
GRANT SELECT, INSERT, DELETE ON payment_events TO kipux_system;

-- Customers whose account is gone and whom the provider is still to forget. Nothing here says who they were.
CREATE TABLE payment_departures (
  customer_id text NOT NULL,
  departed_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT payment_departures_pkey PRIMARY KEY (customer_id)
);
CREATE INDEX payment_departures_departed_at_idx ON payment_departures (departed_at);
GRANT SELECT, INSERT, DELETE ON payment_departures TO kipux_system;

-- However a user's row goes, the subscription that would go on being charged is noted in the same transaction.
CREATE FUNCTION kipux_note_payment_departure() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO payment_departures (customer_id) VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER payment_customers_departure AFTER DELETE ON payment_customers
  FOR EACH ROW EXECUTE FUNCTION kipux_note_payment_departure();
