import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { vector } from '@electric-sql/pglite-pgvector';
import { createDurableFiles } from './durableFiles.ts';
import { reason } from './folderError.ts';

/**
 * The role that every session runs as. It owns the database and may create roles, but it is neither a superuser nor
 * exempt from row-level security: what holds on a real PostgreSQL holds here.
 */
export const OWNER = 'kipux_owner';

/** PGlite's own role, which only the engine's keeper uses. */
export const ADMINISTRATOR = 'postgres';

const extensions = { vector, btree_gin, unaccent, pg_trgm };

const settings = {
  shared_buffers: '16MB',
  maintenance_work_mem: '128MB',
  // Deeper recursion than this is an error before it is too much for the thread's stack (see databaseProcess.ts).
  max_stack_depth: '500kB',
  // The one that durableFiles.ts sees.
  wal_sync_method: 'fsync',
  // No replication, so less is written ahead; small enough to be recycled soon (see maintenance.ts).
  wal_level: 'minimal',
  max_wal_senders: '0',
  // A client is told of its errors; there is no log for them.
  log_min_messages: 'fatal',
  max_wal_size: '64MB',
  min_wal_size: '32MB',
};

/** PGlite's parameter for not waiting for the disk. */
const NO_FSYNC = '-F';

export type StartedPglite = {
  pglite: PGlite;
  /** Brings everything that was committed to the disk. */
  sync(): void;
  /** What PostgreSQL has said of an error that ends it. */
  lastWords(): string | undefined;
};

/**
 * Starts the engine on a folder of PostgreSQL's files, which it makes when there are none, with our roles and extensions in
 * them. The session's user is still the administrator.
 * @throws Error with PostgreSQL's words when it does not start
 */
export async function startPglite(files: string): Promise<StartedPglite> {
  const log: string[] = [];
  const lastWords = (): string | undefined => /(?:FATAL|PANIC):.*/.exec(log.join('\n'))?.[0];
  const { fs, sync, started } = createDurableFiles(files);
  const asArguments = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    const pglite = await PGlite.create({
      fs,
      extensions,
      startParams: [
        ...PGlite.defaultStartParams.filter((parameter) => parameter !== NO_FSYNC),
        ...asArguments,
      ],
      onStderr: (line) => log.push(line) > 0,
    });
    started();
    await prepare(pglite);
    return { pglite, sync, lastWords };
  } catch (error) {
    throw new Error(lastWords() ?? reason(error), { cause: error });
  }
}

/** Brings the roles and extensions to where this version wants them. */
async function prepare(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ version: string; prepared: string | null }>(preparedBy, [OWNER]);
  const [found] = rows;
  if (found && found.prepared !== found.version) await pglite.exec(preparation(found.version));
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
