-- Whose page a person was last sent to: while it may be open the plan is not changed in place. null: not known, before this.
ALTER TABLE payment_customers ADD COLUMN checkout_plan text;
CREATE INDEX payment_customers_checkout_at_idx ON payment_customers (checkout_at);
