import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Cache, createCache } from '../cache.ts';
import { openCache } from '../openCache.ts';

export const IDENTITY = { userId: 'user-1', serverUrl: 'http://server.test' };

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A cache in a file of its own; `reopen` is what a restart of the app does. */
export function temporaryCache(appVersion = '1.0.0') {
  const file = path.join(temporaryFolder(), 'cache.sqlite');
  let db = openCache(file, IDENTITY).db;
  onTestFinished(() => (db.isOpen ? db.close() : undefined));
  return {
    file,
    cache: createCache(db, appVersion),
    reopen(version = appVersion): Cache {
      db.close();
      db = openCache(file, IDENTITY).db;
      return createCache(db, version);
    },
  };
}
