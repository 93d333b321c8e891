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

/** Unfinished words of two and three letters are found without going through all that begin so; texts of documents too. */
const SEARCH_AS_ONE_TYPES: Migration = `
  DROP TABLE title_words;
  CREATE VIRTUAL TABLE title_words USING fts5 (
    title, content = 'conversations', content_rowid = 'rid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
  );
  INSERT INTO title_words (title_words) VALUES ('rebuild');
  DROP TABLE message_words;
  CREATE VIRTUAL TABLE message_words USING fts5 (
    content, content = 'messages', content_rowid = 'rid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
  );
  INSERT INTO message_words (message_words) VALUES ('rebuild');

  -- Pieces of the texts of documents that were opened here. "start" counts UTF-16 units of the whole text.
  CREATE TABLE passages (
    rid INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX passages_of_document ON passages (document_id);
  CREATE VIRTUAL TABLE passage_words USING fts5 (
    text, content = 'passages', content_rowid = 'rid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
  );
  CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO passage_words (rowid, text) VALUES (new.rid, new.text);
  END;
  CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO passage_words (passage_words, rowid, text) VALUES ('delete', old.rid, old.text);
  END;
  CREATE TRIGGER text_removed AFTER DELETE ON document_texts BEGIN
    DELETE FROM passages WHERE document_id = old.document_id;
  END;
  -- The texts that were kept before are kept again, in pieces, when they are opened next.
  DELETE FROM document_texts;
`;

/** What rowSums.ts compares the rows with; it counts what is there when the file is opened next. */
const ROW_SUMS: Migration = `
  CREATE TABLE row_sums (
    type TEXT NOT NULL,
    scope TEXT NOT NULL,
    count INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (type, scope)
  ) STRICT, WITHOUT ROWID;
`;

/** What room.ts knows of what may go when the cache may not grow further. */
const ROOM: Migration = `
  -- In which order contents were last opened here.
  CREATE TABLE opened (
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    turn INTEGER NOT NULL,
    PRIMARY KEY (type, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX opened_last ON opened (turn);
  -- Conversations of which messages were dropped, during the download of that generation: the next one brings them all.
  CREATE TABLE dropped (
    conversation_id TEXT PRIMARY KEY,
    generation INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER conversation_gone AFTER DELETE ON conversations BEGIN
    DELETE FROM dropped WHERE conversation_id = old.id;
    DELETE FROM opened WHERE type = 'conversation' AND id = old.id;
  END;
  CREATE TRIGGER document_gone AFTER DELETE ON documents BEGIN
    DELETE FROM opened WHERE type = 'document' AND id = old.id;
  END;
`;

/** newWords.ts does it for many rows at once. */
const NO_WORDS_BY_ROW: Migration = 'DROP TRIGGER content_added;';

export const MIGRATIONS: readonly Migration[] = [FIRST, SEARCH_AS_ONE_TYPES, ROW_SUMS, ROOM, NO_WORDS_BY_ROW];
