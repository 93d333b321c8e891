import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../../scripts/embeddedDatabase/index.ts';
import { migrate } from '../database/migrate.ts';
import { createLog } from '../log.ts';

declare module 'vitest' {
  // Vitest types what a global setup provides through this interface.
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const MIGRATIONS_FOLDER = path.join(import.meta.dirname, '..', '..', '..', 'prisma', 'migrations');

/** One migrated database for all integration tests: DATABASE_URL's, or an embedded one in a temporary folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL'] ?? '';
  const { url, stop } = given === '' ? await startTemporaryDatabase() : { url: given, stop: async () => {} };
  await migrate({ url, folder: MIGRATIONS_FOLDER, log: createLog('warn') });
  project.provide('databaseUrl', url);
  return stop;
}

async function startTemporaryDatabase() {
  const folder = await mkdtemp(path.join(tmpdir(), 'kipux-test-database-'));
  const database = await startEmbeddedDatabase({ dataDir: folder });
  return {
    url: database.url,
    async stop() {
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
