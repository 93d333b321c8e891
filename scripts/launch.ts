import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { dataDir } from './setup/dataDir.ts';
import { freePort } from './setup/freePort.ts';
import { withLock } from './setup/lock.mjs';
import { openInBrowser } from './setup/openInBrowser.ts';
import { findRunningServer, serverReady } from './setup/runningServer.ts';

/**
 * Shows Kipux: opens the one that runs on this data folder, or starts it in this process and opens it when it is ready.
 * Of two that start at once, the second waits and opens the first one's.
 */
const folder = dataDir();
mkdirSync(folder, { recursive: true, mode: 0o700 });
const usualPort = 4242;

openInBrowser(await withLock(path.join(folder, 'launch'), addressOfServer));

async function addressOfServer(): Promise<string> {
  const running = await findRunningServer(folder);
  if (running) {
    console.log(`Kipux is already running at ${running.url}`);
    return running.url;
  }
  // A port that the person chose is an order; the usual one is only a habit.
  process.env['PORT'] ||= String(await freePort(usualPort));
  const server = import('./serve.ts');
  // It goes on until it is told to end; what ends it before it is ready also ends this process.
  const ready = serverReady(folder, process.pid);
  await Promise.race([ready, server]);
  return (await ready).url;
}
