import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../../../scripts/setup/freePort.ts';

const script = path.resolve(import.meta.dirname, '../../../scripts/serve.ts');

export type RealServer = { readonly url: string; start(): Promise<void>; stop(): Promise<void> };

/** The product's own server on the embedded database, in a folder that is gone after the test. */
export async function startRealServer(): Promise<RealServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-server-'));
  const port = await freePort(0);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const env = { ...process.env, KIPUX_DATA_DIR: folder, PORT: String(port) };
    const started = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    await new Promise<void>((resolve, reject) => {
      started.stdout.on('data', (text: Buffer) => text.includes('is ready at') && resolve());
      started.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
    });
  }

  async function stop(): Promise<void> {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
  }

  onTestFinished(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return { url: `http://127.0.0.1:${port}`, start, stop };
}
