import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { startEmbeddedDatabase } from './embeddedDatabase/index.ts';
import { dataDir } from './setup/dataDir.ts';

/**
 * Runs the server: on DATABASE_URL, or on the embedded database in the data folder. Prints one line with the address
 * when it is ready. Ctrl-C and SIGTERM end it in order: the server drains, then the database closes.
 */
const folder = dataDir();
mkdirSync(folder, { recursive: true, mode: 0o700 });
enableCompileCache(path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'));

/** Longer than any part of an orderly end may take; what has not ended by then will not. */
const END_MS = 30_000;
const isEmbedded = (process.env['DATABASE_URL'] ?? '') === '';
const delayMs = (Number(process.env['SHUTDOWN_DELAY_SECONDS']) || 0) * 1_000;
const stopping = new AbortController();
let stoppingSince = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // a second signal does not wait for the drain; one Ctrl-C may come twice, from the terminal and from the program
    // that started this one
    if (stopping.signal.aborted && performance.now() - stoppingSince > 1_000) process.exit(1);
    stoppingSince ||= performance.now();
    stopping.abort();
    setTimeout(() => process.exit(1), END_MS + delayMs).unref();
  });
}
// Not the error as a whole: one of the database's carries the row that it is about.
process.on('unhandledRejection', (reason) =>
  console.error(
    'kipux: a promise was rejected unseen',
    reason instanceof Error ? reason.stack : typeof reason,
  ),
);

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function run(): Promise<void> {
  // The database starts while the server's modules load.
  const starting = isEmbedded ? startEmbeddedDatabase({ dataDir: path.join(folder, 'database') }) : undefined;
  const [database, { startServer }] = await Promise.all([starting, import('../server/main.ts')]);
  const environment = { ...process.env, KIPUX_DATA_DIR: folder };
  const server = await startServer(
    database === undefined
      ? environment
      : { ...environment, DATABASE_URL: database.url, KIPUX_SINGLE_PROCESS: 'true' },
  ).catch(async (error: unknown) => {
    await database?.stop();
    throw error;
  });
  const note = path.join(folder, 'server.json');
  const found = { pid: process.pid, url: server.url, databaseUrl: database?.url };
  rmSync(note, { force: true }); // one that is there would keep its mode
  writeFileSync(note, JSON.stringify(found), { mode: 0o600 });
  if (server.setupCode !== undefined) {
    console.log(`The first account runs this server. To create it use the one-time code ${server.setupCode}`);
  }
  if (server.lacksAdmin) {
    console.log('Nobody runs this server. To let somebody: npm run admin -- users role EMAIL admin');
  }
  console.log(`Kipux is ready at ${server.url}`);
  if (!stopping.signal.aborted)
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  rmSync(note, { force: true });
  await server.close();
  await database?.stop();
  process.exit(0);
}
