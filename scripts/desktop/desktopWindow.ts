import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../setup/project.mjs';

/** `closed`: by the person, or because it was open already; `told`: by a signal to this process. */
export type DesktopEnd = 'closed' | 'failed' | 'told';

/** A Ctrl-C reaches the window from the terminal; a second signal would keep it from ending in order. */
const PATIENCE_MS = 3_000;

type Place = {
  program: string;
  /** Address of the server on this computer. */
  serverUrl: string;
  /** Where the desktop keeps what is its own; undefined: where the system has it. */
  dataDir: string | undefined;
};

/**
 * Opens the desktop window. One that is open already comes to the front instead, and this one counts as closed.
 * It ends with this process.
 * @returns how it ended, as soon as it has
 */
export function openDesktopWindow({ program, serverUrl, dataDir }: Place): Promise<DesktopEnd> {
  const child = spawn(program, [root], { stdio: 'inherit', env: environment(serverUrl, dataDir) });
  const wasTold = endTogether(child);
  return new Promise((resolve) => {
    child.once('error', () => resolve('failed'));
    child.once('exit', (code) => resolve(wasTold() ? 'told' : code === 0 ? 'closed' : 'failed'));
  });
}

function environment(serverUrl: string, dataDir: string | undefined): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, KIPUX_SERVER_URL: serverUrl };
  if (dataDir !== undefined) env['KIPUX_DESKTOP_DATA_DIR'] ??= path.join(dataDir, 'desktop');
  // A terminal inside an editor that is itself made with Electron hands this down; there would be no window.
  delete env['ELECTRON_RUN_AS_NODE'];
  return env;
}

/** @returns whether this process was told to end. */
function endTogether(child: ChildProcess): () => boolean {
  let told = false;
  const end = () => {
    told = true;
    child.kill('SIGTERM');
  };
  const endSoon = () => {
    told = true;
    const timer = setTimeout(end, PATIENCE_MS);
    child.once('exit', () => clearTimeout(timer));
  };
  process.once('SIGINT', endSoon).once('SIGTERM', end).once('SIGHUP', end).once('exit', end);
  child.once('exit', () => {
    process.off('SIGINT', endSoon).off('SIGTERM', end).off('SIGHUP', end).off('exit', end);
  });
  return () => told;
}
