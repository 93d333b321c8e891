import { execFile } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PGlite } from '@electric-sql/pglite';
import { syncAfterCrash } from './crashSync.ts';
import { engineFlags } from './engineFlags.ts';
import { FolderError, reason } from './folderError.ts';
import { OWNER, type StartedPglite, startPglite } from './pglite.ts';
import { message, messagesIn, zeroTerminated } from './wire/protocol.ts';

export type Cluster = StartedPglite & {
  /** ParameterStatus messages as a session of the owner's starts with. */
  parameters: Buffer;
};

/**
 * Opens the database of a folder that this process has locked, and makes it at the first start.
 * @throws FolderError when its files are another version's or broken
 */
export async function openCluster(folder: string): Promise<Cluster> {
  const files = path.join(folder, 'cluster');
  if (existsSync(files)) checkVersion(folder, files);
  else await makeCluster(folder, files);
  await syncAfterCrash(files);
  const started = await startPglite(files).catch((error: unknown) => {
    throw broken(folder, reason(error));
  });
  await started.pglite.exec(`SET SESSION AUTHORIZATION ${OWNER}`);
  return { ...started, parameters: await readParameters(started.pglite) };
}

/**
 * Makes the database's files beside their place and moves them there when they are complete. Another process makes them: it
 * takes three times the memory of an engine that only opens them, and gives it back when it ends.
 */
async function makeCluster(folder: string, files: string): Promise<void> {
  const unfinished = path.join(folder, 'cluster.new');
  rmSync(unfinished, { recursive: true, force: true });
  const script = fileURLToPath(new URL('./makeCluster.ts', import.meta.url));
  try {
    await promisify(execFile)(process.execPath, [...engineFlags, script, unfinished]);
    renameSync(unfinished, files);
  } catch (error) {
    throw new FolderError(
      `The data folder ${folder} cannot be set up (${reason(error)}). Check that there is space and that it can be written, or choose another folder with KIPUX_DATA_DIR.`,
    );
  }
}

/** The PostgreSQL that PGlite is. Its files can be opened by no other major version. */
const POSTGRESQL_MAJOR = 18;

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
  if (/No space left on device|ENOSPC/.test(detail)) {
    return new FolderError(
      `There is no space left for the data folder ${folder}. Make some and start again: nothing is lost.`,
    );
  }
  return new FolderError(
    `The database in ${folder} cannot be opened (${detail}). Restore a backup of the folder, or choose another one with KIPUX_DATA_DIR.`,
  );
}

/** Asks the engine for its greeting, as a client would, and keeps the settings in it. */
async function readParameters(pglite: PGlite): Promise<Buffer> {
  const body = [Buffer.of(0, 3, 0, 0), ...['user', OWNER, 'database', 'postgres', ''].map(zeroTerminated)];
  const startup = message('\0', ...body).subarray(1);
  const greeting = Buffer.from(await pglite.execProtocolRaw(startup));
  const found = Array.from(messagesIn(greeting)).filter(({ type }) => type === parameterStatus);
  return Buffer.concat(found.map(({ start, end }) => greeting.subarray(start, end)));
}

const parameterStatus = 0x53;
