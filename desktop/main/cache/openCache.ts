import type { DatabaseSync } from 'node:sqlite';
import { CacheError, toCacheError } from './cacheError.ts';
import { openDatabaseFile, removeDatabaseFile, setAside } from './databaseFile.ts';
import { MIGRATIONS } from './migrations.ts';
import { outboxFile } from './openOutbox.ts';

export type CacheIdentity = { userId: string; serverUrl: string };
export type OpenedCache = { db: DatabaseSync; setAside: string | undefined };

/**
 * Opens one account's cache. A file that is damaged, held by another process or another account's is set aside
 * (`setAside`) and an empty one takes its place: the server has everything. Throws a CacheError: `newer` for a file of a
 * later version, which is left as it is.
 */
export function openCache(
  file: string,
  identity: CacheIdentity,
  migrations = MIGRATIONS,
  busyTimeoutMs?: number,
): OpenedCache {
  const open = () => {
    const db = openDatabaseFile({ file, migrations, synchronous: 'NORMAL', busyTimeoutMs });
    try {
      claim(db, identity);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  };
  try {
    return { db: open(), setAside: undefined };
  } catch (error) {
    const known = toCacheError(error);
    if (known.code !== 'corrupt' && known.code !== 'busy') throw known;
    return { setAside: setAside(file), db: open() };
  }
}

/** Deletes a cache; what waits for the server stays. */
export function removeCache(file: string): void {
  removeDatabaseFile(file);
}

/** Deletes a cache with the changes that the server does not have. */
export function removeCacheAndOutbox(file: string): void {
  removeDatabaseFile(file);
  removeDatabaseFile(outboxFile(file));
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
