import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { engineFlags } from './engineFlags.ts';
import { makePrivateFolder } from './privateFolder.ts';
import type { DatabaseLimits, FromDatabase, ToDatabase } from './processMessages.ts';

export type EmbeddedDatabase = {
  /** For any PostgreSQL client. It has the password in it: never log it. */
  url: string;
  /** The database's process. */
  pid: number;
  /** Ends the database in order: open transactions are undone, everything is written. Resolves when its process has ended. */
  stop(): Promise<void>;
  /** Resolves when the process has ended, however that came. */
  exited: Promise<DatabaseExit>;
};

export type EmbeddedDatabaseOptions = DatabaseLimits & {
  /** The folder of the data; made if there is none, and closed to other users of the machine. */
  dataDir: string;
};

/** `expected` when it was stopped; otherwise `reason` says what happened, as far as it is known. */
export type DatabaseExit = { expected: boolean; reason: string };

/**
 * Starts a PostgreSQL that needs no installation, with its data in `dataDir` (made if there is none), as a process of its
 * own. It ends when it is stopped or when this process ends, whichever way. Signals from the terminal do not end it.
 *
 * It is one session of one engine: statements run one at a time, and an open transaction makes everybody else wait. Inside
 * a transaction use only that transaction's client. Sessions run as a role that is neither superuser nor BYPASSRLS.
 *
 * @throws FolderError, or an Error with a plain sentence when the folder is in use, broken or another version's
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const password = randomBytes(32).toString('base64url');
  const { dataDir: folder, ...limits } = options;
  const dataDir = path.resolve(folder);
  const compileCache = path.join(dataDir, 'compile-cache');
  makePrivateFolder(dataDir);
  makePrivateFolder(compileCache);
  const child = fork(new URL('./databaseProcess.ts', import.meta.url), [], {
    execArgv: engineFlags,
    // Spares the process a third of its start. It has to stand where nobody else may write: it is code that gets run.
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let stopped = false;
  const exited = watchExit(child, () => stopped);
  say(child, { kind: 'open', dataDir, password, limits });
  const port = await ready(child, exited);
  const stop = async (): Promise<void> => {
    stopped = true;
    if (child.connected) say(child, { kind: 'stop' });
    await exited;
  };
  const url = `postgresql://kipux_owner:${password}@127.0.0.1:${port}/postgres`;
  return { url, pid: child.pid ?? 0, stop, exited };
}

function say(child: ChildProcess, message: ToDatabase): void {
  // A failed send means that the process has ended, which `exited` tells.
  child.send(message, () => {});
}

function watchExit(child: ChildProcess, isExpected: () => boolean): Promise<DatabaseExit> {
  let failure = '';
  child.on('message', (message: FromDatabase) => {
    if (message.kind === 'failed') failure = message.message;
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ expected: false, reason: error.message }));
    child.once('exit', (code, signal) => {
      const how = signal ? `ended by ${signal}` : `ended with code ${code}`;
      resolve({ expected: isExpected(), reason: failure || `The embedded database's process ${how}.` });
    });
  });
}

function ready(child: ChildProcess, exited: Promise<DatabaseExit>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromDatabase) => {
      if (message.kind === 'ready') resolve(message.port);
    });
    void exited.then(({ reason }) => reject(new Error(reason)));
  });
}
