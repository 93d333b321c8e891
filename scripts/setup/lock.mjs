import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 1_000;
const silenceMs = 10_000;

/**
 * Does `work` while no other process does work under the same folder's lock; whoever comes later waits.
 *
 * Everyone who wants the lock puts a file of its own into `dir` and then looks around: if somebody else's live
 * file is there, it takes its own back and tries again later. Of two that overlap, the one that looks last sees
 * the other, so two can never both go on, and a dead holder's file needs no take-over: it just stops counting.
 *
 * @template T
 * @param {string} dir a folder for the lock's files only
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (pid: number) => void }} [options] `onWait` is called once, with the holder's process id
 * @returns {Promise<T>}
 */
export async function withLock(dir, work, { onWait } = {}) {
  mkdirSync(dir, { recursive: true });
  const seen = new Map();
  let told = false;
  for (;;) {
    const holder = liveHolder(dir, seen) ?? announce(dir, seen);
    if (typeof holder === 'string') return await holding(holder, work);
    if (!told) onWait?.(holder);
    told = true;
    await sleep(100 + Math.random() * 150);
  }
}

/**
 * @param {string} dir
 * @param {Map<string, Sighting>} seen
 * @returns {string | number} the file that now holds the lock, or who holds it instead
 */
function announce(dir, seen) {
  const mine = join(dir, `${process.pid}-${randomUUID()}.json`);
  writeFileSync(mine, JSON.stringify({ pid: process.pid, host: hostname() }));
  const other = liveHolder(dir, seen, mine);
  if (other === undefined) return mine;
  rmSync(mine, { force: true });
  return other;
}

/**
 * @template T
 * @param {string} mine
 * @param {() => Promise<T>} work
 */
async function holding(mine, work) {
  const heartbeat = setInterval(() => touch(mine), heartbeatMs);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(mine, { force: true });
  }
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // The folder was deleted under us; the work goes on, and there is nothing left to keep fresh.
  }
}

/**
 * @typedef {{ mtimeMs: number, since: number }} Sighting when a file's time was last seen to change
 *
 * @param {string} dir
 * @param {Map<string, Sighting>} seen
 * @param {string} [mine]
 * @returns {number | undefined} the process id of another live contender
 */
function liveHolder(dir, seen, mine) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (path === mine || !name.endsWith('.json')) continue;
    const pid = Number.parseInt(name, 10);
    if (isLive(path, pid, seen)) return pid;
    rmSync(path, { force: true });
  }
  return undefined;
}

/**
 * A contender is dead when its process is, or when its heartbeat has not moved while we were watching: process
 * ids are used again, so after a power cut some other program may carry the dead one's.
 *
 * @param {string} path
 * @param {number} pid
 * @param {Map<string, Sighting>} seen
 */
function isLive(path, pid, seen) {
  try {
    const { mtimeMs } = statSync(path);
    const before = seen.get(path);
    if (before?.mtimeMs !== mtimeMs) seen.set(path, { mtimeMs, since: performance.now() });
    else if (performance.now() - before.since > silenceMs) return false;
    return isElsewhere(path) || isRunning(pid);
  } catch {
    return false;
  }
}

/** In a shared folder another machine's process ids say nothing; there only the heartbeat counts.
 * @param {string} path */
function isElsewhere(path) {
  const text = readFileSync(path, 'utf8');
  // Empty: its owner is between creating and writing it.
  return text === '' || JSON.parse(text).host !== hostname();
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
