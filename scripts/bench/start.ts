import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { delay } from './clock.ts';
import type { BenchContext } from './context.ts';
import { request } from './httpClient.ts';
import { register } from './people.ts';
import { residentMemory, type ServerProcess, startProcess } from './processes.ts';
import type { Measurement } from './report.ts';
import { median } from './statistics.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const note = z.object({ pid: z.number() });

/** `npm run server` on an embedded database that exists: how long until it answers, and how much memory it takes. */
export async function benchStart(context: BenchContext): Promise<Measurement[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-bench-start-'));
  try {
    context.say('first start, which makes the database');
    await stop(await startServer(folder), folder);
    context.say('starts on the database that is there');
    const starts: Start[] = [];
    for (let round = 0; round < 5; round++) starts.push(await measureStart(folder));
    const line = (name: string, unit: 'ms' | 'MiB', value: (start: Start) => number, target: number) =>
      ({ name, unit, kipux: median(starts.map(value)), compare: 'alone', target }) satisfies Measurement;
    return [
      line('npm run server, to ready', 'ms', ({ readyMs }) => readyMs, 1_500),
      line('memory of the server, ready', 'MiB', ({ idle }) => idle, 150),
      line('memory of the server, after 200 requests', 'MiB', ({ used }) => used, 150),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Start = { readyMs: number; idle: number; used: number };

async function measureStart(folder: string): Promise<Start> {
  const npm = await startServer(folder);
  const pid = serverPid(folder);
  await delay(1_000);
  const idle = residentMemory(pid) ?? Number.NaN;
  const person = await register(npm.url);
  for (let count = 0; count < 200; count++) {
    await request(`${npm.url}/api/conversations?limit=20`, person);
    await delay(5);
  }
  const used = residentMemory(pid) ?? Number.NaN;
  await stop(npm, folder);
  return { readyMs: npm.readyMs, idle, used };
}

/** npm starts a shell that starts the server: the server writes down which process it is. */
function serverPid(folder: string): number {
  return note.parse(JSON.parse(readFileSync(path.join(folder, 'server.json'), 'utf8'))).pid;
}

/** A signal to npm would not reach it. */
async function stop(npm: ServerProcess, folder: string): Promise<void> {
  process.kill(serverPid(folder), 'SIGTERM');
  await npm.exited;
}

/** As somebody with the project's own Node does: npm finds it first, as it does inside `npm run`. */
function startServer(folder: string): Promise<ServerProcess> {
  return startProcess(['npm', 'run', '--silent', 'server', '--prefix', ROOT], {
    KIPUX_DATA_DIR: folder,
    PORT: '0',
  });
}
