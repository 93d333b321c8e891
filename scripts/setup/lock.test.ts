import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

const folders: string[] = [];

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'kipux lock '));
  folders.push(path);
  return path;
}

afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A process that, under the lock, writes "in", works for a moment, and writes "out". */
function worker(lock: string, log: string) {
  const script = `
    import { appendFileSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(new URL('lock.mjs', import.meta.url).href)};
    await withLock(${JSON.stringify(lock)}, async () => {
      appendFileSync(${JSON.stringify(log)}, 'in\\n');
      await new Promise((resolve) => setTimeout(resolve, 30));
      appendFileSync(${JSON.stringify(log)}, 'out\\n');
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
  return new Promise<number | null>((resolve) => void child.once('exit', resolve));
}

test('processes that come at once go in one after the other', async () => {
  const dir = folder();
  const log = join(dir, 'log');
  const codes = await Promise.all(Array.from({ length: 4 }, () => worker(join(dir, 'lock'), log)));
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('in\nout\n'.repeat(4));
}, 60_000);

test('whoever waits is told for whom, once', async () => {
  const dir = folder();
  const told: number[] = [];
  let leave = () => {};
  const held = new Promise<void>((resolve) => (leave = resolve));
  const first = withLock(dir, () => held);
  const second = withLock(dir, async () => 'done', { onWait: (pid) => told.push(pid) });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(told).toEqual([process.pid]);
  leave();
  await first;
  await expect(second).resolves.toBe('done');
});

test('the lock of a dead process is taken over at once', async () => {
  const dir = folder();
  writeFileSync(join(dir, '999999999-x.json'), JSON.stringify({ pid: 999999999, host: hostname() }));
  const waited: number[] = [];
  await withLock(dir, async () => {}, { onWait: (pid) => waited.push(pid) });
  expect(waited).toEqual([]);
  expect(readdirSync(dir)).toEqual([]);
});

test('a lock whose process id now belongs to a stranger is taken over when its heartbeat stays away', async () => {
  const dir = folder();
  // This very process is alive, but it does not keep this file fresh.
  writeFileSync(join(dir, `${process.pid}-x.json`), JSON.stringify({ pid: process.pid, host: hostname() }));
  await expect(withLock(dir, async () => 'mine', { silenceMs: 300 })).resolves.toBe('mine');
});

test('a holder that keeps its heartbeat is waited for, however long it takes', async () => {
  const dir = folder();
  const order: string[] = [];
  const slow = withLock(dir, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    order.push('slow');
  });
  const next = withLock(dir, async () => void order.push('next'), { silenceMs: 1_300 });
  await Promise.all([slow, next]);
  expect(order).toEqual(['slow', 'next']);
});

test('work that fails gives the lock back', async () => {
  const dir = folder();
  await expect(withLock(dir, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(withLock(dir, async () => 'free')).resolves.toBe('free');
});

test('a path with spaces and accents is as good as any', async () => {
  const dir = join(folder(), 'Mis documentos', 'año');
  mkdirSync(dir, { recursive: true });
  await expect(withLock(dir, async () => 1)).resolves.toBe(1);
});
