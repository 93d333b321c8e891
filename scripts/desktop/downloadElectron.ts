import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stampDir } from '../setup/project.mjs';
import { isStamped, writeStamp } from '../setup/stamp.mjs';
import { downloadedElectron, electronPackage } from './electronProgram.ts';

const TIME_LIMIT_MS = 60_000;

type Options = { folder?: string; stamp?: string; timeLimitMs?: number; onBegin?: () => void };

/**
 * Fetches Electron's program with the package's own install script: once for each version, and not longer than
 * `timeLimitMs`. A machine that cannot fetch it is not kept waiting by every start.
 * @returns the program, undefined where it could not be had now or the last time
 */
export async function downloadElectron({
  folder = electronPackage,
  stamp = path.join(stampDir, 'electron-not-downloaded'),
  timeLimitMs = TIME_LIMIT_MS,
  onBegin,
}: Options = {}): Promise<string | undefined> {
  const version = versionOf(folder);
  if (version === undefined || isStamped(stamp, version)) return undefined;
  onBegin?.();
  await runInstallScript(folder, timeLimitMs);
  const program = downloadedElectron(folder);
  if (program === undefined) writeStamp(stamp, version);
  return program;
}

function versionOf(folder: string): string | undefined {
  try {
    return readFileSync(path.join(folder, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether it worked is seen by what it left. It writes `path.txt` last, so that it may be ended at any moment. */
function runInstallScript(folder: string, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(folder, 'install.js')], {
      stdio: 'ignore',
      timeout,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}
