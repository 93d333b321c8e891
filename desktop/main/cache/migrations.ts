/** A step from one version of the cache's schema to the next; its place in the list is the version it leads to. */
export type Migration = string;

const FIRST: Migration = `
  CREATE TABLE state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    user_id TEXT NOT NULL,
    server_url TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    epoch TEXT,
    -- Rows of an earlier generation are readable until a new download has replaced them.
    generation INTEGER NOT NULL,
    replacing INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    -- The version of the app that met changes it did not know.
    unknown_met_by TEXT
  ) STRICT;
  CREATE TABLE conversations (
    rid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    title TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    archived INTEGER NOT NULL,
    row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX conversations_latest ON conversations (archived, updated_at, id);
  CREATE TABLE messages (
    rid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    conversation_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- A question and its answer are created in one moment: the question comes first.
    turn INTEGER NOT NULL,
    growing INTEGER NOT NULL,
    content TEXT NOT NULL,
    row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_in_order ON messages (conversation_id, created_at, turn, id);
  CREATE TABLE documents (
    rid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX documents_latest ON documents (created_at, id);
  CREATE TABLE document_texts (document_id TEXT PRIMARY KEY, answer TEXT NOT NULL) STRICT;
  CREATE TABLE settings (
    rid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    row TEXT NOT NULL
  ) STRICT;
  CREATE TABLE tombstones (
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (type, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE kept_answers (name TEXT PRIMARY KEY, answer TEXT NOT NULL) STRICT;

  CREATE VIRTUAL TABLE title_words USING fts5 (
    title, content = 'conversations', content_rowid = 'rid', tokenize = 'unicode61 remove_diacritics 2'
  );
  CREATE TRIGGER title_added AFTER INSERT ON conversations BEGIN
    INSERT INTO title_words (rowid, title) VALUES (new.rid, new.title);
  END;
  CREATE TRIGGER title_removed AFTER DELETE ON conversations BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.rid, old.title);
  END;
  CREATE TRIGGER title_changed AFTER UPDATE OF title ON conversations WHEN old.title IS NOT new.title BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.rid, old.title);
    INSERT INTO title_words (rowid, title) VALUES (new.rid, new.title);
  END;

  CREATE VIRTUAL TABLE message_words USING fts5 (
    content, content = 'messages', content_rowid = 'rid', tokenize = 'unicode61 remove_diacritics 2'
  );
  CREATE TRIGGER content_added AFTER INSERT ON messages BEGIN
    INSERT INTO message_words (rowid, content) VALUES (new.rid, new.content);
  END;
  CREATE TRIGGER content_removed AFTER DELETE ON messages BEGIN
    INSERT INTO message_words (message_words, rowid, content) VALUES ('delete', old.rid, old.content);
  END;
  CREATE TRIGGER content_changed AFTER UPDATE OF content ON messages WHEN old.content IS NOT new.content BEGIN
    INSERT INTO message_words (message_words, rowid, content) VALUES ('delete', old.rid, old.content);
    INSERT INTO message_words (rowid, content) VALUES (new.rid, new.content);
  END;
`;

export const MIGRATIONS: readonly Migration[] = [FIRST];
