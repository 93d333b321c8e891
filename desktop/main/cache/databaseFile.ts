import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CacheError, toCacheError } from './cacheError.ts';
import type { Migration } from './migrations.ts';
import { transaction } from './transaction.ts';

const BUSY_TIMEOUT_MS = 5_000;

export type DatabaseFile = {
  file: string;
  migrations: readonly Migration[];
  /** `FULL`: what was committed is there after a power cut too. */
  synchronous: 'NORMAL' | 'FULL';
  /** So long another process may hold the file. */
  busyTimeoutMs?: number | undefined;
};

/**
 * Opens a SQLite file of this device, readable by nobody else on the machine, and brings it up to date. Throws a
 * CacheError: `newer` for a file of a later version, which is left as it is; `corrupt` also for one whose migration
 * failed, which is left as it was before.
 */
export function openDatabaseFile(options: DatabaseFile): DatabaseSync {
  const { file, migrations } = options;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  chmodSync(path.dirname(file), 0o700);
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const db = connect(options);
  try {
    const version = versionOf(db);
    if (version > migrations.length) {
      throw new CacheError('newer', `the file has version ${version}, this app knows ${migrations.length}`);
    }
    if (version === migrations.length) return db;
    if (version === 0) {
      migrate(db, migrations, version);
      return db;
    }
    migrateCopy(db, file, migrations, version);
  } catch (error) {
    if (db.isOpen) db.close();
    throw error;
  }
  return connect(options);
}

/** Puts a file out of the way, with what SQLite has beside it; gives where it is now. */
export function setAside(file: string): string {
  const target = `${file}.damaged`;
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(target + suffix, { force: true });
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}

/** Deletes a file with everything that SQLite and we put beside it. */
export function removeDatabaseFile(file: string): void {
  for (const base of [file, `${file}.damaged`, `${file}.snapshot`]) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(base + suffix, { force: true });
  }
}

function connect({ file, synchronous, busyTimeoutMs = BUSY_TIMEOUT_MS }: DatabaseFile): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA cache_size = -8000`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}

/** The steps run on a whole, checked copy, which takes the file's place when all of them have worked. */
function migrateCopy(
  db: DatabaseSync,
  file: string,
  migrations: readonly Migration[],
  version: number,
): void {
  const snapshot = `${file}.snapshot`;
  rmSync(snapshot, { force: true });
  db.prepare('VACUUM INTO ?').run(snapshot);
  chmodSync(snapshot, 0o600);
  const copy = new DatabaseSync(snapshot);
  try {
    assertWhole(copy);
    migrate(copy, migrations, version);
    assertWhole(copy);
  } catch (error) {
    copy.close();
    rmSync(snapshot, { force: true });
    throw error;
  }
  copy.close();
  // Closing writes the log into the file and removes it; a log that stayed would belong to the former file.
  db.close();
  if (existsSync(`${file}-wal`)) throw new CacheError('busy', 'another process holds the file');
  renameSync(snapshot, file);
}

function migrate(db: DatabaseSync, migrations: readonly Migration[], version: number): void {
  try {
    transaction(db, () => {
      for (const migration of migrations.slice(version)) db.exec(migration);
      db.exec(`PRAGMA user_version = ${migrations.length}`);
    });
  } catch (error) {
    const known = toCacheError(error);
    if (known.code !== 'internal') throw known;
    const message = `the file could not be brought from version ${version}: ${known.message}`;
    throw new CacheError('corrupt', message, error);
  }
}

function assertWhole(db: DatabaseSync): void {
  const answer = db.prepare('PRAGMA quick_check').get()?.quick_check;
  if (answer !== 'ok') throw new CacheError('corrupt', `the file is damaged: ${String(answer)}`);
}
