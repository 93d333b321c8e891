import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 500;

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
 * @param {{ onWait?: (pid: number) => void, silenceMs?: number }} [options] `onWait` is called once, with the
 *   holder's process id; a holder without a sign of life for `silenceMs` while we wait counts as dead
 * @returns {Promise<T>}
 */
export async function withLock(dir, work, { onWait, silenceMs = 10_000 } = {}) {
  mkdirSync(dir, { recursive: true });
  const contenders = watch(dir, silenceMs);
  let told = false;
  for (;;) {
    const holder = contenders.live() ?? announce(dir, contenders);
    if (typeof holder === 'string') return await holding(holder, work);
    if (!told) onWait?.(holder);
    told = true;
    await sleep(100 + Math.random() * 150);
  }
}

/**
 * @param {string} dir
 * @param {ReturnType<typeof watch>} contenders
 * @returns {string | number} the file that now holds the lock, or who holds it instead
 */
function announce(dir, contenders) {
  const mine = join(dir, `${process.pid}-${randomUUID()}.json`);
  writeFileSync(mine, JSON.stringify({ pid: process.pid, host: hostname() }));
  const other = contenders.live(mine);
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
 * Tells live contenders from dead ones. One is dead when its process is, or when its heartbeat has not moved while
 * we were watching: process ids are used again, so after a power cut a stranger may carry the dead one's.
 *
 * @param {string} dir
 * @param {number} silenceMs
 */
function watch(dir, silenceMs) {
  /** @type {Map<string, { mtimeMs: number, since: number }>} */
  const seen = new Map();

  /** @param {string} path */
  function isLive(path) {
    try {
      const { mtimeMs } = statSync(path);
      const before = seen.get(path);
      if (before?.mtimeMs !== mtimeMs) seen.set(path, { mtimeMs, since: performance.now() });
      else if (performance.now() - before.since > silenceMs) return false;
      return isElsewhere(path) || isRunning(pidOf(path));
    } catch (error) {
      // Gone is dead. Anything else (half written, not readable at the moment) may well be alive.
      return !isError(error, 'ENOENT');
    }
  }

  return {
    /** The process id of a live contender other than `mine`; the files of dead ones are taken away.
     * @param {string} [mine] */
    live(mine) {
      const others = readdirSync(dir).filter((name) => name.endsWith('.json') && join(dir, name) !== mine);
      for (const path of others.map((name) => join(dir, name))) {
        if (isLive(path)) return pidOf(path);
        rmSync(path, { force: true });
      }
      return undefined;
    },
  };
}

/** @param {string} path */
function pidOf(path) {
  return Number.parseInt(basename(path), 10);
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
    return isError(error, 'EPERM');
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isError(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
