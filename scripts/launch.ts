import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openDesktopWindow } from './desktop/desktopWindow.ts';
import { downloadElectron } from './desktop/downloadElectron.ts';
import { electronProgram } from './desktop/electronProgram.ts';
import { dataDir } from './setup/dataDir.ts';
import { freePort } from './setup/freePort.ts';
import { withLock } from './setup/lock.mjs';
import { hasOnlooker, openInBrowser } from './setup/openInBrowser.ts';
import { findRunningServer, serverReady } from './setup/runningServer.ts';

/**
 * Shows Kipux: opens the one that runs on this data folder, or starts it in this process and opens it when it is ready.
 * Of two that start at once, the second waits and opens the first one's. Closing the desktop window ends what this
 * process started; a page in the browser does not end anything.
 */
const folder = dataDir();
mkdirSync(folder, { recursive: true, mode: 0o700 });
const usualPort = 4242;

const server = await withLock(path.join(folder, 'launch'), findOrStartServer);
const program = await desktopProgram();
if (program === undefined) openInBrowser(server.url);
else await showDesktop(program);

async function findOrStartServer(): Promise<{ url: string; isOurs: boolean }> {
  const running = await findRunningServer(folder);
  if (running) {
    console.log(`Kipux is already running at ${running.url}`);
    return { url: running.url, isOurs: false };
  }
  // A port that the person chose is an order; the usual one is only a habit.
  process.env['PORT'] ||= String(await freePort(usualPort));
  const serving = import('./serve.ts');
  // It goes on until it is told to end; what ends it before it is ready also ends this process.
  const ready = serverReady(folder, process.pid);
  await Promise.race([ready, serving]);
  return { url: (await ready).url, isOurs: true };
}

/** Electron, where it can be had and somebody is there to see it; else it says in one line why the browser it is. */
async function desktopProgram(): Promise<string | undefined> {
  const named = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!named && !hasOnlooker()) {
    console.log(`There is no screen here for the desktop window: open ${server.url} in a browser.`);
    return undefined;
  }
  const found = electronProgram(process.env);
  if (found !== undefined) return found;
  if (named) {
    console.log(
      `No desktop window: ELECTRON_OVERRIDE_DIST_PATH holds no Electron. Kipux opens in the browser.`,
    );
    return undefined;
  }
  const onBegin = () =>
    console.log('Fetching Electron for the desktop window; this is tried once, for a minute.');
  const fetched = await downloadElectron({ onBegin });
  if (fetched === undefined) {
    console.log(
      'No desktop window: Electron could not be downloaded, so Kipux opens in the browser. ' +
        'To try again: node node_modules/electron/install.js',
    );
  }
  return fetched;
}

async function showDesktop(electron: string): Promise<void> {
  const end = await openDesktopWindow({
    program: electron,
    serverUrl: server.url,
    dataDir: process.env['KIPUX_DATA_DIR'] ? folder : undefined,
  });
  if (end === 'failed') {
    console.log(`The desktop window ended by itself. Kipux goes on in the browser, at ${server.url}`);
    openInBrowser(server.url);
  } else if (end === 'closed' && server.isOurs) {
    // To our own handler, which drains the server; on Windows a real signal would end the process on the spot.
    process.emit('SIGTERM', 'SIGTERM');
  }
}
