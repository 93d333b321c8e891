/**
 * Loaded into a server's process (`--import`): at each SIGUSR2 writes down how long its event loop was held at most since
 * the one before (and by work of its own, not by other processes' having the processors), and the most memory it had, in the file that KIPUX_BENCH_PROBE names. Not oftener: writing holds it too.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const file = process.env['KIPUX_BENCH_PROBE'] ?? '';
const RESOLUTION_MS = 5;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();
let peakMiB = 0;
let ownMs = 0;
let before = process.threadCpuUsage();
const work = setInterval(() => {
  const now = process.threadCpuUsage();
  ownMs = Math.max(ownMs, (now.user + now.system - before.user - before.system) / 1000);
  before = now;
}, RESOLUTION_MS);
process.on('SIGUSR2', () => {
  const heldMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
  const p99Ms = Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS);
  writeFileSync(`${file}.new`, JSON.stringify({ heldMs, ownMs, p99Ms, peakMiB }));
  renameSync(`${file}.new`, file);
  delays.reset();
  peakMiB = 0;
  ownMs = 0;
});
const memory = setInterval(() => {
  peakMiB = Math.max(peakMiB, process.memoryUsage.rss() / 1024 / 1024);
}, 50);
work.unref();
memory.unref();
