import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cache/testing/temporaryCache.ts';
import { createModelDevice, makeTemplate } from './testing/modelDevice.ts';
import { createModelServer, type ModelServer } from './testing/modelServer.ts';
import { serveModel } from './testing/modelServerHttp.ts';

/** More on request: KIPUX_KILLS=1000. */
const RUNS = Number(process.env.KIPUX_KILLS ?? 20);
const AT_ONCE = 2;
const LONGEST_LIFE_MS = 250;

/** Lets a device work in a process of its own, kills it at some moment, and gives what it had said that it kept. */
async function liveAndDie(url: string, file: string, run: number): Promise<string[]> {
  const program = fileURLToPath(new URL('./testing/deviceProcess.ts', import.meta.url));
  const child = spawn(process.execPath, [program, url, file, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const begun = Promise.withResolvers<void>();
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    begun.resolve();
  });
  const ended = new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
  await Promise.race([begun.promise, ended]);
  await pause(Math.random() * LONGEST_LIFE_MS);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  // A line that was cut off was not said.
  return said.split('\n').slice(0, -1);
}

async function runOnce(server: ModelServer, url: string, template: string, run: number): Promise<number> {
  const folder = path.join(path.dirname(template), String(run));
  mkdirSync(folder);
  const file = path.join(folder, 'cache.sqlite');
  const kept = await liveAndDie(url, file, run);
  const device = createModelDevice(server, template, file);
  const waiting = new Set(device.waiting().map(({ id }) => id));
  for (const line of kept) {
    const [id = '', kind] = line.split(' ');
    expect([line, waiting.has(id) || server.hasExecuted(id)]).toEqual([line, true]);
    const times = kind === 'sendMessage' ? server.messageCount(line.split(' ').slice(2).join(' ')) : 1;
    expect([line, times < 2]).toEqual([line, true]);
  }
  await device.flush([], () => {});
  await device.pull([], 50);
  expect(device.waiting()).toEqual([]);
  const rows = server.changes().filter(({ deleted }) => !deleted);
  expect(new Set(device.stored().map(({ id }) => id))).toEqual(new Set(rows.map(({ id }) => id)));
  for (const { id, row } of rows)
    expect(JSON.parse(device.stored().find((one) => one.id === id)?.row ?? 'null')).toEqual(row);
  device.close();
  return kept.length;
}

test('case 66e: a device that is killed at any moment loses nothing that it kept, and sends nothing twice', {
  timeout: Math.max(120_000, RUNS * 5_000),
}, async () => {
  const template = makeTemplate(temporaryFolder());
  let run = 0;
  let changes = 0;
  const runAll = async () => {
    while (run < RUNS) {
      const server = createModelServer();
      const { url, close } = await serveModel(server);
      const kept = await runOnce(server, url, template, ++run);
      changes += kept; // not with the await: the other run would add to the same sum meanwhile
      await close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runAll));
  expect(changes, 'there was something to lose').toBeGreaterThan(RUNS);
});
