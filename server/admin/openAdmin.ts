import path from 'node:path';
import { createAiProvider, createEmbedder } from '#platform/ai/index.ts';
import { type Config, readConfig } from '#platform/config.ts';
import { openDatabase } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { openJobSender } from '#platform/jobs.ts';
import { createLog } from '#platform/log.ts';
import { ingestionQueueName, openFileStore } from '../documents/index.ts';
import type { AdminParts } from './adminParts.ts';

const MIGRATIONS_FOLDER = path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations');
/** One person at a keyboard. */
const POOL_SIZE = 2;

export type AdminConnection = AdminParts & { close(): Promise<void> };

/**
 * What running the server stands on, for a program that is not the server, beside it or while it does not run. Migrates
 * the database as a start of the server would. Throws ConfigError or the database's own error.
 */
export async function openAdmin(environment: Record<string, string | undefined>): Promise<AdminConnection> {
  const config: Config = readConfig(environment);
  const log = createLog(config.logLevel);
  await migrate({ url: config.databaseUrl, folder: MIGRATIONS_FOLDER, log });
  const database = openDatabase({ url: config.databaseUrl, poolSize: POOL_SIZE, log });
  const files = await openFileStore(config.dataDir);
  const jobs = await openJobSender(database, log, ingestionQueueName(files));
  return {
    ...{ database, config, files, jobs, mailer: undefined },
    embedder: await createEmbedder(config.ai, log),
    provider: await createAiProvider(config.ai, log),
    async close() {
      await jobs.close();
      await database.close();
    },
  };
}
