import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A server as `npm run server` runs it, on an embedded database and a folder of its own. */
export type ServedKipux = {
  url: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again at the same address with the same data, unless it is running. */
  start(): Promise<void>;
};

const SERVE = path.join(import.meta.dirname, '..', '..', '..', 'scripts', 'serve.ts');

/**
 * Starts a server and ends it, with its data, when the test is over.
 * @param atTheEnd takes what ends it, for a server that the tests of a file share
 */
export async function serveKipux(
  environment: Record<string, string> = {},
  atTheEnd: (end: () => Promise<void>) => void = onTestFinished,
): Promise<ServedKipux> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kipux-e2e-'));
  const port = await freePort();
  let running: Running | undefined;
  const start = async () => {
    running ??= await run({ ...environment, KIPUX_DATA_DIR: dataDir, PORT: String(port) });
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    running?.child.kill(signal);
    await running?.ended;
    running = undefined;
  };
  atTheEnd(async () => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  await start();
  return { url: `http://127.0.0.1:${port}`, start, stop };
}

type Running = { child: ChildProcess; ended: Promise<void> };

async function run(environment: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, [SERVE], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: environment['KIPUX_DATA_DIR'] ?? '', ...environment },
  });
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const read = (piece: Buffer) => {
      output += piece.toString();
      if (output.includes('Kipux is ready')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(`The server ended before it was ready:\n${output}`)));
  });
  return { child, ended };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
