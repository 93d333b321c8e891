import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Brings files to the disk, a moment later and in the background, or at once. */
export type DelayedSync = {
  later(file: string): void;
  /** Returns when all that was to be brought later is there. */
  now(): void;
  /** Whether there is something that is not there yet. */
  isPending(): boolean;
};

/** How long the files may wait, in milliseconds. One sync serves everything that was written until then. */
const DELAY_MS = 100;

/** A sync that fails ends the process: what the file then has on the disk nobody knows. */
export function createDelayedSync(): DelayedSync {
  const waiting = new Set<string>();
  const underway = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const schedule = (): void => {
    if (waiting.size > 0 && underway.size === 0) timer ??= setTimeout(() => void start(), DELAY_MS);
  };

  const start = async (): Promise<void> => {
    timer = undefined;
    const files = [...waiting];
    waiting.clear();
    for (const file of files) underway.add(file);
    await Promise.all(files.map(syncInBackground));
    for (const file of files) underway.delete(file);
    schedule();
  };

  return {
    later: (file) => {
      waiting.add(file);
      schedule();
    },
    now: () => {
      for (const file of new Set([...underway, ...waiting])) syncNow(file);
      waiting.clear();
      clearTimeout(timer);
      timer = undefined;
    },
    isPending: () => waiting.size > 0 || underway.size > 0,
  };
}

async function syncInBackground(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r+');
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!hasGone(error)) throw error;
  }
}

function syncNow(file: string): void {
  try {
    const descriptor = openSync(file, 'r+');
    try {
      fdatasyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!hasGone(error)) throw error;
  }
}

/** A file that is not there any more needs no sync: nobody will read it. */
function hasGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
