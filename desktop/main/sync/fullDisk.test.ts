import { execFile, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cache/testing/temporaryCache.ts';
import type { FullDiskReport } from './testing/fullDiskProcess.ts';

const DEVICE = fileURLToPath(new URL('./testing/fullDiskProcess.ts', import.meta.url));

/** A file system of 4 MB in memory, seen by the command alone. */
const onSmallDisk = (folder: string, ...command: string[]) => [
  '-rm',
  'sh',
  '-c',
  'mount -t tmpfs -o size=4m none "$0" && exec "$@"',
  folder,
  ...command,
];

/** Whether this machine lets one mount something that nobody else sees. */
const mayMount = spawnSync('unshare', onSmallDisk(tmpdir(), 'true')).status === 0;

test.runIf(mayMount)(
  'case 66g: a full disk is said plainly, without a loop; nothing breaks, and with room the device goes on',
  async () => {
    const folder = temporaryFolder();
    const command = onSmallDisk(folder, process.execPath, DEVICE, folder);
    const { stdout } = await promisify(execFile)('unshare', command, { timeout: 25_000 });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a process of ours says it
    const { whileFull, withRoom } = JSON.parse(stdout) as FullDiskReport;
    expect(new Set(whileFull.told)).toEqual(new Set(['full']));
    expect(whileFull.refused).toBe('full');
    expect(whileFull.cursor).toBeGreaterThan(0);
    expect(whileFull.cursor).toBeLessThan(whileFull.of);
    expect(whileFull.told.length, 'asked for again after growing pauses').toBeLessThan(6);
    expect([whileFull.integrity, whileFull.found]).toEqual(['ok', whileFull.kept]);
    expect(whileFull.readable).toBeGreaterThan(0);

    expect(withRoom).toMatchObject({ cursor: whileFull.of, integrity: 'ok', kept: whileFull.kept + 1 });
    expect(withRoom.readable).toBeGreaterThan(whileFull.readable);
  },
  30_000,
);
