import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A server in a process group of its own. */
export type ServerProcess = {
  url: string;
  /** All that it has written so far. */
  output(): string;
  /** Sends a signal to the whole group; gives the exit code once it has ended, null after a kill. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  isRunning(): boolean;
};

const SERVE = path.join(import.meta.dirname, '..', '..', '..', 'scripts', 'serve.ts');

/**
 * Runs `scripts/serve.ts` as the entry scripts do: on the embedded database in its data folder, or on DATABASE_URL. It is
 * killed with the test, or by what `atTheEnd` is given. Throws what it wrote when it ends before it is ready.
 */
export async function startServerProcess(
  dataDir: string,
  environment: Record<string, string> = {},
  atTheEnd: (end: () => void) => void = onTestFinished,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [SERVE], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: dataDir,
      KIPUX_DATA_DIR: dataDir,
      PORT: '0',
      ...environment,
    },
  });
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  atTheEnd(() => signalGroup(child, 'SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /ready at (\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(output)));
  });
  return {
    url,
    output: () => output,
    kill(signal) {
      signalGroup(child, signal);
      return ended;
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid ?? 0), signal);
  } catch {
    // it has ended already
  }
}
