CREATE TABLE message_retrievals (
  user_id uuid NOT NULL,
  message_id uuid NOT NULL,
  retrieval jsonb NOT NULL,
  CONSTRAINT message_retrievals_pkey PRIMARY KEY (user_id, message_id)
);
ALTER TABLE message_retrievals
  ADD CONSTRAINT message_retrievals_user_id_message_id_fkey FOREIGN KEY (user_id, message_id) REFERENCES messages (user_id, id) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE message_retrievals ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_retrievals FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON message_retrievals TO kipux_app
  USING (user_id = (SELECT kipux_current_user_id())) WITH CHECK (user_id = (SELECT kipux_current_user_id()));
CREATE POLICY all_rows ON message_retrievals TO kipux_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON message_retrievals TO kipux_app, kipux_system;
