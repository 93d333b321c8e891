import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Log } from '../log.ts';

/** The advisory lock that Prisma's own engine takes, so that `prisma migrate deploy` and this exclude each other. */
export const PRISMA_LOCK = 72_707_369;

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

type AppliedMigration = { name: string; finished: boolean; reason: string | null };

/**
 * Brings a database to this program's schema, as `prisma migrate deploy` would and with its own table kept as Prisma
 * keeps it, but without Prisma's command line: for the desktop app and for containers.
 * Throws when a migration fails, failed before, or the database is newer than this program.
 * @returns the names of the migrations that were applied
 */
export async function migrate(options: {
  url: string;
  folder: string;
  log: Log;
  /** Only these, to get the schema that a database once had. */
  only?: readonly string[];
}): Promise<string[]> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'kipux-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const applied = await readApplied(client);
    const names = await migrationNames(options.folder);
    const unknown = [...applied.keys()].filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `This database is newer than this program: it has ${unknown.join(', ')}. Update the program and start again.`,
      );
    }
    const wanted = options.only ?? names;
    const pending = names.filter((name) => !applied.has(name) && wanted.includes(name));
    for (const name of pending) {
      await apply(client, name, path.join(options.folder, name, 'migration.sql'));
      options.log.info({ migration: name }, 'migration applied');
    }
    return pending;
  } finally {
    // On the embedded database the session outlives the connection.
    await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_LOCK]).catch(() => undefined);
    await client.end();
  }
}

/** A process that died in the middle of a migration left nothing of it, and no reason: it is tried again. */
const FORGET_BROKEN_OFF = `UPDATE "_prisma_migrations" SET rolled_back_at = now()
  WHERE finished_at IS NULL AND rolled_back_at IS NULL AND logs IS NULL`;

async function readApplied(client: pg.Client): Promise<Map<string, AppliedMigration>> {
  await client.query(FORGET_BROKEN_OFF);
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS finished, logs AS reason
     FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  const failed = rows.find((row) => !row.finished);
  if (failed !== undefined) {
    throw new Error(
      `The migration ${failed.name} failed at an earlier start and left nothing of itself: ${failed.reason}. ` +
        'Remove the cause, then let it be tried again with ' +
        `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${failed.name}' AND finished_at IS NULL; ` +
        'or go back to the version before, whose tables these still are.',
    );
  }
  return new Map(rows.map((row) => [row.name, row]));
}

/** All migrations of this program, in their order. */
export async function migrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function apply(client: pg.Client, name: string, file: string): Promise<void> {
  const sql = await readFile(file, 'utf8');
  const id = randomUUID();
  await client.query('INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    createHash('sha256').update(sql).digest('hex'),
    name,
  ]);
  try {
    // One simple query is one transaction: there is all of a migration, and that it is there, or nothing.
    await client.query(`${sql};
      SELECT set_config('role', 'none', true);
      UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = '${id}'`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await client.query('UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1', [id, reason]);
    throw new Error(`The migration ${name} failed: ${reason}`, { cause: error });
  }
}
