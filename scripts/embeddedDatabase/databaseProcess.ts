import { Worker } from 'node:worker_threads';
import type { FromDatabase, ToDatabase } from './processMessages.ts';

/**
 * The database's own process: it starts the thread that does the work, and ends in order when it is told to or when its
 * parent has gone, however that ended.
 *
 * The terminal's Ctrl-C reaches the whole process group. Here it has no effect: the server drains first, then it stops us.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
  if (signal !== 'SIGBREAK' || process.platform === 'win32') process.on(signal, () => {});
}
// What the database writes is for its user alone.
process.umask(0o077);

/** Enough for the deepest recursion that `max_stack_depth` allows; memory that is not used is not taken. */
const STACK_MEGABYTES = 64;

/** How long an orderly end may take before it is given up, in milliseconds. Committed rows are safe either way. */
const STOP_MS = 30_000;

const worker = new Worker(new URL('./databaseWorker.ts', import.meta.url), {
  resourceLimits: { stackSizeMb: STACK_MEGABYTES },
});

let stopping = false;

process.on('message', (message: ToDatabase) => {
  if (message.kind === 'stop') stop();
  else worker.postMessage(message);
});
process.on('disconnect', stop);
worker.on('message', (message: FromDatabase) => {
  if (message.kind === 'stopped') process.exit(0);
  if (message.kind === 'failed') fail(message.message);
  else tell(message);
});
worker.on('exit', () => fail("The embedded database's thread has ended."));
worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));

function stop(): void {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), STOP_MS);
  worker.postMessage({ kind: 'stop' } satisfies ToDatabase);
}

function fail(text: string): void {
  tell({ kind: 'failed', message: text }, () => process.exit(1));
}

function tell(message: FromDatabase, then: () => void = () => {}): void {
  if (process.connected && process.send) process.send(message, () => then());
  else then();
}
