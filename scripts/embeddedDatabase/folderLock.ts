import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { FolderError, reason } from './folderError.ts';
import { makePrivateFolder } from './privateFolder.ts';

export type FolderLock = { release(): void };

/** How long a folder may stay locked before it is given up, in milliseconds: a process that is ending needs a moment. */
const WAIT_MS = 3_000;

/**
 * Keeps a folder to this process: two engines on one folder ruin it. Makes the folder if there is none, and closes it to
 * other users of the machine.
 *
 * The lock is the operating system's own lock on a file, as SQLite takes it: on every system, and over container borders,
 * it ends with its process, however that ends, and leaves nothing that could be mistaken for a lock.
 *
 * @throws FolderError when another process has the folder, or when it cannot be locked or written
 */
export async function lockFolder(folder: string, waitMs = WAIT_MS): Promise<FolderLock> {
  makePrivateFolder(folder);
  const deadline = performance.now() + waitMs;
  for (;;) {
    const lock = tryLock(folder);
    if (lock) return lock;
    if (performance.now() > deadline) throw inUse(folder);
    await delay(50);
  }
}

function tryLock(folder: string): FolderLock | null {
  const file = new DatabaseSync(path.join(folder, 'lock'), { timeout: 0 });
  try {
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    writeFileSync(path.join(folder, holderFile), `${process.pid}\n`);
  } catch (error) {
    file.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null;
    throw new FolderError(
      `The data folder ${folder} cannot be locked (${reason(error)}). Choose another folder with KIPUX_DATA_DIR.`,
    );
  }
  return { release: () => file.close() };
}

const SQLITE_BUSY = 5;

/** Says whose the lock is, for the message to the next one. */
const holderFile = 'lock.pid';

function inUse(folder: string): FolderError {
  return new FolderError(
    `The data folder ${folder} is in use by another Kipux${holder(folder)}. Close that one, or start this one with another folder (KIPUX_DATA_DIR).`,
  );
}

function holder(folder: string): string {
  try {
    return ` (process ${readFileSync(path.join(folder, holderFile), 'utf8').trim()})`;
  } catch {
    return '';
  }
}
