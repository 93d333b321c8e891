import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

const CONVERSATIONS = `
  SELECT id, seq, title, active_leaf_id, created_at, updated_at, pinned_at, archived_at
  FROM conversations WHERE user_id = $1 ORDER BY seq`;
const MESSAGES = `
  SELECT id, seq, conversation_id, parent_id, role, content, status, error::text, model, document_ids::text,
    citations::text, created_at
  FROM messages WHERE user_id = $1 ORDER BY seq`;

const TABLES = `
  CREATE TABLE conversations (id TEXT PRIMARY KEY, seq, title, active_leaf_id, created_at, updated_at, pinned_at, archived_at);
  CREATE TABLE messages (id TEXT PRIMARY KEY, seq, conversation_id, parent_id, role, content, status, error, model,
    document_ids, citations, created_at);`;
/** What a device needs to search as one types. */
const WORDS = `
  CREATE VIRTUAL TABLE words USING fts5 (
    content, content = 'messages', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
  CREATE TRIGGER added AFTER INSERT ON messages BEGIN
    INSERT INTO words (rowid, content) VALUES (new.rowid, new.content);
  END;`;

/** The floor of a first sync: pg reads a user's rows, and one transaction puts them into a new SQLite file. */
export function createBareDownload(databaseUrl: string, userId: string) {
  return async (file: string, into: 'rows' | 'rows and words'): Promise<void> => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const db = new DatabaseSync(file);
    try {
      await client.query('SET ROLE kipux_system');
      db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLES}`);
      if (into === 'rows and words') db.exec(WORDS);
      db.exec('BEGIN');
      for (const [table, sql] of Object.entries({ conversations: CONVERSATIONS, messages: MESSAGES })) {
        const { rows } = await client.query<SqliteValue[]>({ text: sql, values: [userId], rowMode: 'array' });
        const places = (rows[0] ?? []).map(() => '?').join(', ');
        const insert = db.prepare(`INSERT INTO ${table} VALUES (${places})`);
        for (const row of rows) insert.run(...row.map(storable));
      }
      db.exec('COMMIT');
    } finally {
      db.close();
      await client.end();
    }
  };
}

type SqliteValue = string | number | null | Date;

const storable = (value: SqliteValue) => (value instanceof Date ? value.toISOString() : value);
