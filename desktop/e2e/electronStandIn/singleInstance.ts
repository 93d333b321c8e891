import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The lock of the first process that asks for it in a folder. A later one leaves its arguments beside the lock, wakes
 * the first by a signal, and gets nothing; the lock of a process that is gone does not count.
 */
export function holdSingleInstance(folder: string, onSecond: (argv: string[]) => void): boolean {
  const lock = path.join(folder, 'single-instance');
  const message = path.join(folder, 'second-instance.json');
  const holder = Number(readOr(lock, '0'));
  if (holder !== process.pid && isRunning(holder)) {
    writeFileSync(message, JSON.stringify(process.argv));
    process.kill(holder, 'SIGUSR2');
    return false;
  }
  if (holder === process.pid) return true;
  writeFileSync(lock, String(process.pid));
  process.on('SIGUSR2', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the lines above
    onSecond(JSON.parse(readOr(message, '[]')) as string[]);
  });
  process.on('exit', () => rmSync(lock, { force: true }));
  return true;
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
