-- The text that an answer goes on from is no text that it says: a lost process is not charged for it.
ALTER TABLE usage_reservations ADD COLUMN beginning_bytes integer NOT NULL DEFAULT 0;
