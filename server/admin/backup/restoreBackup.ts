import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { migrate, migrationNames, PRISMA_LOCK } from '#platform/database/migrate.ts';
import type { Log } from '#platform/log.ts';
import { type VerifiedBackup, verifyBackup } from './archiveReader.ts';
import { readMigrations } from './catalog.ts';
import { loadTables } from './loadTables.ts';
import { BackupError, type Manifest, SECRET_NAME } from './manifest.ts';

export type RestoreOptions = {
  /** The backup. */
  file: string;
  /** An empty database: without tables, or as a server leaves it that nobody has registered on. */
  databaseUrl: string;
  /** The data folder of the server to be; it has no files yet. */
  dataDir: string;
  log: Log;
};

const MIGRATIONS_FOLDER = path.join(import.meta.dirname, '..', '..', '..', 'prisma', 'migrations');

/**
 * Restores a backup: it is read to its end before anything is written, a database that has data or serves somebody is left
 * alone, and all rows come in one transaction, with the files in place before it ends. A backup of an older Kipux is
 * loaded into the tables that it had, and then brought up to date as an update would. Devices find another `epoch` and
 * download everything again; what waits in their outboxes is sent.
 * @throws BackupError with what can be done about it
 */
export async function restoreBackup({ file, databaseUrl, dataDir, log }: RestoreOptions): Promise<Manifest> {
  const backup = await verifyBackup(file);
  const files = path.join(dataDir, 'files');
  let incoming: string | undefined;
  try {
    await assertKnown(backup.manifest);
    await assertNoFiles(files);
    const { migrations } = backup.manifest;
    await assertFree(databaseUrl);
    await migrate({ url: databaseUrl, folder: MIGRATIONS_FOLDER, log, only: migrations });
    incoming = await makeIncoming(dataDir);
    await writeFiles(backup, incoming);
    await loadWithFiles(backup, { databaseUrl, dataDir, incoming, files });
    await migrate({ url: databaseUrl, folder: MIGRATIONS_FOLDER, log });
    return backup.manifest;
  } finally {
    if (incoming !== undefined) await rm(incoming, { recursive: true, force: true });
    backup.close();
  }
}

type Places = { databaseUrl: string; dataDir: string; incoming: string; files: string };

/** Of another restore, or of a server that has started meanwhile, nothing is taken away. */
async function loadWithFiles(
  backup: VerifiedBackup,
  { databaseUrl, dataDir, incoming, files }: Places,
): Promise<void> {
  let areOurs = false;
  try {
    await inEmptyDatabase(databaseUrl, backup.manifest, async (client) => {
      await loadTables(client, backup);
      await client.query(BEGIN_ANEW);
      await removeEmpty(files);
      await rename(incoming, files);
      areOurs = true;
      await writeSecret(backup, dataDir);
    });
  } catch (error) {
    if (areOurs) await rm(files, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Another history begins. Answers that were growing have lost their process, and documents that were being read their
 * jobs: the next start of a server sees to both.
 */
const BEGIN_ANEW = `
  UPDATE server_state SET value = gen_random_uuid()::text WHERE key = 'epoch';
  INSERT INTO server_state (key, value) VALUES ('restored', now()::text) ON CONFLICT (key) DO UPDATE SET value = excluded.value;
  SELECT set_config('role', 'kipux_system', true);
  UPDATE generation_leases SET expires_at = 'epoch';
  SELECT set_config('role', 'none', true);`;

async function assertKnown({ migrations, version }: Manifest): Promise<void> {
  const known = await migrationNames(MIGRATIONS_FOLDER);
  const unknown = migrations.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const which = `${version}: ${unknown.join(', ')}`;
  throw new BackupError({
    en: `The backup is of a newer Kipux (${which}). Update this one and restore again.`,
    es: `La copia de seguridad es de un Kipux más nuevo (${which}). Actualiza este y vuelve a restaurar.`,
  });
}

async function assertNoFiles(folder: string): Promise<void> {
  const present = await readdir(folder).catch(() => []);
  if (present.length > 0) throw hasFiles(folder);
}

/** @throws BackupError when there is something in it by now */
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return;
    throw code === 'ENOTEMPTY' || code === 'EEXIST' ? hasFiles(folder) : error;
  });
}

function hasFiles(folder: string): BackupError {
  return new BackupError({
    en: `${folder} has files already: restore into another data folder (KIPUX_DATA_DIR).`,
    es: `${folder} ya tiene archivos: restaura en otra carpeta de datos (KIPUX_DATA_DIR).`,
  });
}

async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    keepAlive: true,
    application_name: 'kipux restore',
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Before anything is written, and again when nobody can come in between. */
async function assertFree(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ table: string | null }>(
      "SELECT to_regclass('users')::text AS table",
    );
    if (rows[0]?.table === null) return;
    await client.query('BEGIN READ ONLY');
    await assertEmpty(client);
    await client.query('COMMIT');
  });
}

async function assertEmpty(client: pg.Client): Promise<void> {
  await client.query("SELECT set_config('role', 'kipux_system', true)");
  const users = await client.query('SELECT FROM users LIMIT 1');
  await client.query("SELECT set_config('role', 'none', true)");
  if (users.rowCount !== 0) {
    throw new BackupError({
      en: 'This database has accounts: a backup is restored into an empty one only.',
      es: 'Esta base de datos tiene cuentas: una copia de seguridad solo se restaura en una vacía.',
    });
  }
  const servers = await client.query(
    `SELECT FROM pg_stat_activity WHERE application_name = 'kipux' AND datname = current_database() AND pid <> pg_backend_pid()`,
  );
  if (servers.rowCount !== 0) throw serverRuns();
}

/** A backup is restored into what nobody works on. */
export function serverRuns(): BackupError {
  return new BackupError({
    en: 'A server runs on this database: stop it first.',
    es: 'Un servidor trabaja con esta base de datos: detenlo antes.',
  });
}

async function inEmptyDatabase(
  databaseUrl: string,
  { migrations }: Manifest,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    // A server that starts meanwhile waits before its migrations.
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    try {
      await client.query('BEGIN');
      await assertEmpty(client);
      const present = await readMigrations(client);
      const further = present.filter((name) => !migrations.includes(name));
      if (further.length > 0) {
        throw new BackupError({
          en: `The backup is of an older Kipux than the tables of this database (${further.join(', ')}). Give it a database without tables.`,
          es: `La copia de seguridad es de un Kipux más antiguo que las tablas de esta base de datos (${further.join(', ')}). Dale una base de datos sin tablas.`,
        });
      }
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_LOCK]).catch(() => undefined);
    }
  });
}

/** Of this restore alone, on the disk that the files shall be on. */
async function makeIncoming(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return mkdtemp(path.join(dataDir, 'files.restoring-'));
}

async function writeFiles(backup: VerifiedBackup, folder: string): Promise<void> {
  for (const { path: name } of backup.files.values()) {
    const [, userId = '', documentId = ''] = name.split('/');
    await mkdir(path.join(folder, userId), { recursive: true, mode: 0o700 });
    const target = path.join(folder, userId, documentId);
    await pipeline(await backup.open(name), createWriteStream(target, { flags: 'wx', mode: 0o600 }));
  }
}

/** In place of one that the folder may have: nobody has an account yet whom it could have served. */
async function writeSecret(backup: VerifiedBackup, dataDir: string): Promise<void> {
  if (backup.manifest.secretSha256 === undefined) return;
  const secret = await buffer(await backup.open(SECRET_NAME));
  await writeFile(path.join(dataDir, SECRET_NAME), secret, { mode: 0o600 });
}
