import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const SERVE = path.join(import.meta.dirname, '..', '..', '..', 'scripts', 'serve.ts');

/** A server's process; `ended` settles when it has. */
export type RunningServer = { child: ChildProcess; ended: Promise<void> };

/** Starts a server as `npm run server` does, and waits until it is ready. */
export async function runServer(environment: Record<string, string>): Promise<RunningServer> {
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
