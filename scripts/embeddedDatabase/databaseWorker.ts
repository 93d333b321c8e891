import { parentPort } from 'node:worker_threads';
import type { FromDatabase, ToDatabase } from './processMessages.ts';

/**
 * The thread that has the engine and the sockets. It is a thread of its own because the engine needs a deeper stack than a
 * process's first thread has on every system, and because a statement blocks it for as long as it takes.
 */
const port = parentPort;
if (!port) throw new Error('databaseWorker.ts runs as a worker of databaseProcess.ts');

const say = (message: FromDatabase): void => port.postMessage(message);

const opening = new Promise<Extract<ToDatabase, { kind: 'open' }>>((resolve) => {
  port.on('message', (message: ToDatabase) => {
    if (message.kind === 'open') resolve(message);
    else void stop();
  });
});

const database = (async () => {
  const [{ openDatabase }, open] = await Promise.all([import('./database.ts'), opening]);
  return openDatabase(open.dataDir, open.password, open.limits);
})();

database.then(
  ({ port: number }) => say({ kind: 'ready', port: number }),
  (error: unknown) =>
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
);

async function stop(): Promise<void> {
  await (await database).close();
  say({ kind: 'stopped' });
}
