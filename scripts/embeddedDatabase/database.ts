import { statfsSync } from 'node:fs';
import { openCluster } from './cluster.ts';
import { createEngine } from './engine.ts';
import { lockFolder } from './folderLock.ts';
import { startMaintenance } from './maintenance.ts';
import { OWNER } from './pglite.ts';
import type { DatabaseLimits } from './processMessages.ts';
import { startWireServer } from './wire/server.ts';

export type Database = {
  /** The port on 127.0.0.1. */
  port: number;
  /** Ends the connections, writes everything to its place, and gives the folder free. */
  close(): Promise<void>;
};

/**
 * Opens the database in a folder and serves it.
 * @throws FolderError when the folder cannot be used
 */
export async function openDatabase(
  dataDir: string,
  password: string,
  { maxConnections, idleInTransactionMs }: DatabaseLimits = {},
): Promise<Database> {
  const lock = await lockFolder(dataDir);
  const { pglite, sync, lastWords, parameters } = await openCluster(dataDir);
  const engine = createEngine(pglite, lastWords);
  const server = await startWireServer({
    engine,
    owner: OWNER,
    password,
    parameters,
    maxConnections,
    idleInTransactionMs,
  });
  const maintenance = startMaintenance({ engine, turns: server.turns, hasRoom: () => hasRoom(dataDir) });
  const close = async (): Promise<void> => {
    await server.close();
    maintenance.stop();
    await pglite.close();
    sync();
    lock.release();
  };
  return { port: server.port, close };
}

/** What a checkpoint writes besides what is there already, in bytes, amply. */
const CHECKPOINT_BYTES = 4 * 1024 * 1024;

function hasRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > CHECKPOINT_BYTES;
}
