import { DatabaseSync } from 'node:sqlite';
import { CacheError, toCacheError } from './cacheError.ts';
import { openDatabaseFile, setAside } from './databaseFile.ts';
import type { Migration } from './migrations.ts';
import type { CacheIdentity } from './openCache.ts';
import { transaction } from './transaction.ts';

const FIRST: Migration = `
  CREATE TABLE owner (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    user_id TEXT NOT NULL,
    server_url TEXT NOT NULL
  ) STRICT;
  CREATE TABLE changes (
    -- Never given twice, also after the last one is gone: the order in which they were made.
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    conversation_id TEXT,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    tried INTEGER NOT NULL DEFAULT 0,
    problem TEXT
  ) STRICT;
  CREATE INDEX changes_of_conversation ON changes (conversation_id, position);
`;

export const OUTBOX_MIGRATIONS: readonly Migration[] = [FIRST];

/** The outbox has a file of its own: a cache can be thrown away, what the server does not have cannot. */
export function outboxFile(cacheFile: string): string {
  return `${cacheFile}.outbox`;
}

/**
 * Opens an account's outbox. A damaged file is set aside and everything in it that can still be read is taken over.
 * Throws a CacheError, also `busy`: nothing is put out of the way that somebody else may be writing.
 */
export function openOutbox(file: string, identity: CacheIdentity): DatabaseSync {
  try {
    return open(file, identity);
  } catch (error) {
    const known = toCacheError(error);
    if (known.code !== 'corrupt') throw known;
    const damaged = setAside(file);
    const db = open(file, identity);
    takeOver(db, damaged, identity);
    return db;
  }
}

function open(file: string, { userId, serverUrl }: CacheIdentity): DatabaseSync {
  const db = openDatabaseFile({ file, migrations: OUTBOX_MIGRATIONS, synchronous: 'FULL' });
  try {
    const answer = db.prepare('PRAGMA quick_check').get()?.quick_check;
    if (answer !== 'ok') throw new CacheError('corrupt', `the outbox is damaged: ${String(answer)}`);
    db.prepare('INSERT INTO owner VALUES (1, ?, ?) ON CONFLICT DO NOTHING').run(userId, serverUrl);
    const owner = db.prepare('SELECT user_id, server_url FROM owner').get();
    if (owner?.user_id !== userId || owner.server_url !== serverUrl) {
      throw new CacheError('corrupt', 'the outbox belongs to another account');
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const COLUMNS = [
  'position',
  'id',
  'kind',
  'conversation_id',
  'body',
  'created_at',
  'tried',
  'problem',
] as const;
type Row = Record<string, string | number | null>;

/** Reads from both ends up to what is damaged. */
function takeOver(db: DatabaseSync, damaged: string, { userId, serverUrl }: CacheIdentity): void {
  const rows = new Map<string, Row>();
  try {
    const old = new DatabaseSync(damaged);
    try {
      const owner = old.prepare('SELECT user_id, server_url FROM owner').get();
      if (owner?.user_id !== userId || owner.server_url !== serverUrl) return;
      for (const direction of ['ASC', 'DESC']) collect(old, direction, rows);
    } finally {
      old.close();
    }
  } catch {
    // Nothing in it can be read at all; it stays beside the new one for whoever can.
  }
  const insert = db.prepare(
    `INSERT OR IGNORE INTO changes (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
  );
  transaction(db, () => {
    for (const row of rows.values()) insert.run(...COLUMNS.map((column) => row[column] ?? null));
  });
}

function collect(old: DatabaseSync, direction: string, rows: Map<string, Row>): void {
  try {
    const reading = old.prepare(
      `SELECT ${COLUMNS.join(', ')} FROM changes NOT INDEXED ORDER BY position ${direction}`,
    );
    for (const row of reading.iterate()) {
      const readable = Object.entries(row).filter(
        (field): field is [string, string | number | null] =>
          !(field[1] instanceof Uint8Array) && typeof field[1] !== 'bigint',
      );
      rows.set(String(row.id), Object.fromEntries(readable));
    }
  } catch {
    // Up to here it could be read.
  }
}
