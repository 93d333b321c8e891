-- What a person has begun to write in a conversation; empty: nothing.
ALTER TABLE conversations ADD COLUMN draft text NOT NULL DEFAULT '';
