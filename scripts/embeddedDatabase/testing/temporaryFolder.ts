import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for one test, and its removal. */
export async function temporaryFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kipux-embedded-'));
  // A process that is just ending may still write: try again.
  return {
    folder,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** A copy of a data folder that no process is using: faster than a first start. */
export async function copyOf(folder: string): Promise<{ folder: string; remove(): Promise<void> }> {
  const copy = await temporaryFolder();
  await cp(folder, copy.folder, { recursive: true });
  return copy;
}
