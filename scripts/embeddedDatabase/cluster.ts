import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { vector } from '@electric-sql/pglite-pgvector';
import { FolderError, reason } from './folderError.ts';
import { message, messagesIn, zeroTerminated } from './wire/protocol.ts';

/**
 * The role that every session runs as. It owns the database and may create roles, but it is neither a superuser nor
 * exempt from row-level security: what holds on a real PostgreSQL holds here.
 */
export const OWNER = 'kipux_owner';

/** PGlite's own role, which only the engine's keeper uses. */
export const ADMINISTRATOR = 'postgres';

/** The PostgreSQL that PGlite is. Its files can be opened by no other major version. */
const POSTGRESQL_MAJOR = 18;

const extensions = { vector, btree_gin, unaccent, pg_trgm };

const settings = {
  shared_buffers: '16MB',
  maintenance_work_mem: '128MB',
  // Deeper recursion than this is an error before it is too much for the thread's stack (see databaseProcess.ts).
  max_stack_depth: '500kB',
  // No replication, so less is written ahead; small enough to be recycled soon (see maintenance.ts).
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '64MB',
  min_wal_size: '32MB',
};

export type Cluster = {
  pglite: PGlite;
  /** ParameterStatus messages as a session of the owner's starts with. */
  parameters: Buffer;
};

/**
 * Opens the database of a folder that this process has locked, and makes it at the first start.
 * @throws FolderError when its files are another version's or broken
 */
export async function openCluster(folder: string): Promise<Cluster> {
  const files = path.join(folder, 'cluster');
  const marker = path.join(folder, 'initialising');
  // The first start was interrupted before anybody could write a row.
  if (existsSync(marker)) rmSync(files, { recursive: true, force: true });
  const isNew = !existsSync(files) || readdirSync(files).length === 0;
  if (isNew) writeFileSync(marker, '');
  else checkVersion(folder, files);
  const pglite = await start(folder, files);
  await prepare(pglite);
  const parameters = await readParameters(pglite);
  if (isNew) rmSync(marker);
  return { pglite, parameters };
}

function checkVersion(folder: string, files: string): void {
  const versionFile = path.join(files, 'PG_VERSION');
  const version = existsSync(versionFile)
    ? Number.parseInt(readFileSync(versionFile, 'utf8'), 10)
    : Number.NaN;
  if (version === POSTGRESQL_MAJOR) return;
  if (version > POSTGRESQL_MAJOR) {
    throw new FolderError(
      `The data folder ${folder} was written by a newer Kipux (PostgreSQL ${version}). Update Kipux, or choose another folder with KIPUX_DATA_DIR.`,
    );
  }
  if (version < POSTGRESQL_MAJOR) {
    throw new FolderError(
      `The data folder ${folder} was written by an older Kipux (PostgreSQL ${version}) that this one cannot read. Restore an exported backup into an empty folder (KIPUX_DATA_DIR).`,
    );
  }
  throw broken(folder, 'its version is missing');
}

function broken(folder: string, detail: string): FolderError {
  return new FolderError(
    `The database in ${folder} cannot be opened (${detail}). Restore a backup of the folder, or choose another one with KIPUX_DATA_DIR.`,
  );
}

async function start(folder: string, files: string): Promise<PGlite> {
  const log: string[] = [];
  const asArguments = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    return await PGlite.create({
      dataDir: files,
      extensions,
      startParams: [...PGlite.defaultStartParams, ...asArguments],
      onStderr: (line) => log.push(line) > 0,
    });
  } catch (error) {
    const said = log.filter((line) => /FATAL|PANIC/.test(line)).at(-1);
    throw broken(folder, said ?? reason(error));
  }
}

/** Brings the roles and extensions to where this version wants them, and makes every later statement the owner's. */
async function prepare(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ version: string; prepared: string | null }>(preparedBy, [OWNER]);
  const [found] = rows;
  if (found && found.prepared !== found.version) await pglite.exec(preparation(found.version));
  await pglite.exec(`SET SESSION AUTHORIZATION ${OWNER}`);
}

/** Which engine the folder was last prepared for stands in the owner's comment: looking at the extensions takes longer. */
const preparedBy = `
  SELECT version() AS version, (
    SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = $1
  ) AS prepared`;

const preparation = (version: string): string => `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${OWNER}') THEN
      CREATE ROLE ${OWNER} LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE;
    END IF;
  END $$;
  ALTER DATABASE postgres OWNER TO ${OWNER};
  ALTER SCHEMA public OWNER TO ${OWNER};
  ${Object.keys(extensions)
    .map((name) => `CREATE EXTENSION IF NOT EXISTS ${name}; ALTER EXTENSION ${name} UPDATE;`)
    .join('\n  ')}
  COMMENT ON ROLE ${OWNER} IS '${version.replaceAll("'", "''")}';`;

/** Asks the engine for its greeting, as a client would, and keeps the settings in it. */
async function readParameters(pglite: PGlite): Promise<Buffer> {
  const body = [Buffer.of(0, 3, 0, 0), ...['user', OWNER, 'database', 'postgres', ''].map(zeroTerminated)];
  const startup = message('\0', ...body).subarray(1);
  const greeting = Buffer.from(await pglite.execProtocolRaw(startup));
  const found = Array.from(messagesIn(greeting)).filter(({ type }) => type === parameterStatus);
  return Buffer.concat(found.map(({ start, end }) => greeting.subarray(start, end)));
}

const parameterStatus = 0x53;
