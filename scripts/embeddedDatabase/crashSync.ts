import { existsSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Files that were written this long before the last checkpoint ended may have been written after it began. */
const CHECKPOINT_MS = 10 * 60_000;

/**
 * After a crash, brings to the disk what the crashed process had only written, before recovery builds on it. PostgreSQL
 * would do it itself, to each of a thousand files one by one; here it is those that were written since the last checkpoint,
 * at once (durableFiles.ts spares the rest).
 */
export async function syncAfterCrash(files: string): Promise<void> {
  // PostgreSQL's mark of a running process: an orderly end removes it.
  if (!existsSync(path.join(files, 'postmaster.pid'))) return;
  const { mtimeMs: lastCheckpoint } = await stat(path.join(files, 'global', 'pg_control'));
  const entries = await readdir(files, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  await Promise.all(names.map((name) => syncIfWrittenSince(name, lastCheckpoint - CHECKPOINT_MS)));
}

async function syncIfWrittenSince(name: string, time: number): Promise<void> {
  const { mtimeMs } = await stat(name);
  if (mtimeMs < time) return;
  const file = await open(name, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
