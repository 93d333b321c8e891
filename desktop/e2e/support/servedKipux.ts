import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { type RunningServer, runServer } from './runServer.ts';

/** A server as `npm run server` runs it, on an embedded database and a folder of its own. */
export type ServedKipux = {
  url: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again at the same address with the same data, unless it is running. */
  start(): Promise<void>;
};

/**
 * Starts a server and ends it, with its data, when the test is over.
 * @param atTheEnd takes what ends it, for a server that the tests of a file share
 */
export async function serveKipux(
  environment: Record<string, string> = {},
  atTheEnd: (end: () => Promise<void>) => void = onTestFinished,
): Promise<ServedKipux> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kipux-e2e-'));
  cpSync(inject('startedDataFolder'), dataDir, { recursive: true });
  const port = await freePort();
  let running: RunningServer | undefined;
  const start = async () => {
    running ??= await runServer({ ...environment, KIPUX_DATA_DIR: dataDir, PORT: String(port) });
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
