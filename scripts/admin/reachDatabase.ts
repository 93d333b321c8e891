import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedDatabase } from '../embeddedDatabase/index.ts';
import { dataDir } from '../setup/dataDir.ts';
import { findRunningServer } from '../setup/runningServer.ts';

export type ReachedDatabase = {
  /** It may have a password in it: never print it. */
  url: string;
  dataDir: string;
  isEmbedded: boolean;
  /** Where the server that works on this data folder is reached; undefined when none does. */
  serverUrl: string | undefined;
  close(): Promise<void>;
};

/**
 * The server's database: DATABASE_URL, or the embedded one, through the server that runs on it or else by starting it.
 * Throws FolderError, with a sentence that says what to do, when the folder cannot be used.
 */
export async function reachDatabase(environment = process.env): Promise<ReachedDatabase> {
  const folder = dataDir(environment);
  const running = await findRunningServer(folder);
  const found = { dataDir: folder, serverUrl: running?.url };
  const given = environment['DATABASE_URL'] ?? '';
  const close = async () => {};
  if (given !== '') return { ...found, url: given, isEmbedded: false, close };
  const url = running?.databaseUrl;
  if (url !== undefined) return { ...found, url, isEmbedded: true, close };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = await startEmbeddedDatabase({ dataDir: path.join(folder, 'database') });
  return { ...found, url: database.url, isEmbedded: true, close: () => database.stop() };
}
