import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CacheError, toCacheError } from './cacheError.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';
import { transaction } from './transaction.ts';

const BUSY_TIMEOUT_MS = 5_000;

export type CacheIdentity = { userId: string; serverUrl: string };
export type OpenedCache = { db: DatabaseSync; setAside: string | undefined };

/**
 * Opens one account's cache, readable by nobody else on the machine. A file that is damaged or another account's is set
 * aside (`setAside`) and an empty one takes its place: the server has everything. Throws a CacheError: `newer` for a
 * file of a later version, which is left as it is.
 */
export function openCache(file: string, identity: CacheIdentity, migrations = MIGRATIONS): OpenedCache {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  chmodSync(path.dirname(file), 0o700);
  try {
    return { db: open(file, identity, migrations), setAside: undefined };
  } catch (error) {
    const known = toCacheError(error);
    if (known.code !== 'corrupt') throw known;
    return { setAside: setAside(file), db: open(file, identity, migrations) };
  }
}

/** Deletes a cache with everything that SQLite and we put beside it. */
export function removeCache(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '.damaged', '.damaged-wal', '.damaged-shm', '.snapshot']) {
    rmSync(file + suffix, { force: true });
  }
}

function open(file: string, identity: CacheIdentity, migrations: readonly Migration[]): DatabaseSync {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000');
    migrate(db, file, migrations);
    claim(db, identity);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function migrate(db: DatabaseSync, file: string, migrations: readonly Migration[]): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  if (version > migrations.length) {
    throw new CacheError('newer', `the cache has version ${version}, this app knows ${migrations.length}`);
  }
  if (version === migrations.length) return;
  if (version > 0) takeSnapshot(db, `${file}.snapshot`);
  try {
    transaction(db, () => {
      for (const migration of migrations.slice(version)) db.exec(migration);
      db.exec(`PRAGMA user_version = ${migrations.length}`);
    });
  } catch (error) {
    const known = toCacheError(error);
    if (known.code !== 'internal') throw known;
    // The old file is as it was; set aside, it can still be looked into.
    throw new CacheError(
      'corrupt',
      `the cache could not be brought from version ${version}: ${known.message}`,
      error,
    );
  }
  rmSync(`${file}.snapshot`, { force: true });
}

/** A whole, checked copy, for the case that a migration destroys what it should carry over. */
function takeSnapshot(db: DatabaseSync, snapshot: string): void {
  rmSync(snapshot, { force: true });
  db.prepare('VACUUM INTO ?').run(snapshot);
  chmodSync(snapshot, 0o600);
  const copy = new DatabaseSync(snapshot, { readOnly: true });
  try {
    const answer = copy.prepare('PRAGMA quick_check').get()?.quick_check;
    if (answer !== 'ok') throw new CacheError('corrupt', `the cache is damaged: ${String(answer)}`);
  } finally {
    copy.close();
  }
}

function claim(db: DatabaseSync, { userId, serverUrl }: CacheIdentity): void {
  db.prepare('INSERT INTO state VALUES (1, ?, ?, 0, NULL, 1, 0, 0, NULL) ON CONFLICT DO NOTHING').run(
    userId,
    serverUrl,
  );
  const owner = db.prepare('SELECT user_id, server_url FROM state').get();
  if (owner?.user_id !== userId || owner.server_url !== serverUrl) {
    throw new CacheError('corrupt', 'the cache belongs to another account');
  }
}

function setAside(file: string): string {
  const target = `${file}.damaged`;
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(target + suffix, { force: true });
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}
