import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Where uploaded files lie: one folder that all server processes share. Files are named by user and document, never by
 * what the person called them.
 */
export type FileStore = {
  /** Names this folder, wherever it is mounted: work on its files goes to the processes that have it. */
  id: string;
  /** A new path for a file on its way in. */
  incomingPath(): string;
  /** Takes an incoming file in for good. */
  keep(incomingPath: string, userId: string, documentId: string): Promise<void>;
  pathOf(userId: string, documentId: string): string;
  /** No error when it is gone already. */
  remove(userId: string, documentId: string): Promise<void>;
  /** All files of a user, who is gone. */
  removeAll(userId: string): Promise<void>;
  discard(incomingPath: string): Promise<void>;
  /** Removes files older than an hour that `isKnown` does not know, and uploads that were broken off. */
  sweep(
    isKnown: (userId: string, documentIds: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<number>;
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** An upload and the row of its document are never this far apart. */
const MIN_AGE_MS = 60 * 60 * 1000;
const SWEEP_BATCH = 500;

export async function openFileStore(dataDir: string): Promise<FileStore> {
  const root = path.join(dataDir, 'files');
  const incoming = path.join(dataDir, 'incoming');
  const id = await readMarker(dataDir);
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  const pathOf = (userId: string, documentId: string): string => {
    if (!UUID.test(userId) || !UUID.test(documentId)) throw new Error('files are named by ids');
    return path.join(root, userId, documentId);
  };
  return {
    id,
    incomingPath: () => path.join(incoming, randomUUID()),
    async keep(incomingPath, userId, documentId) {
      const target = pathOf(userId, documentId);
      await rename(incomingPath, target).catch(async () => {
        // The user's first.
        await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
        await rename(incomingPath, target);
      });
    },
    pathOf,
    remove: (userId, documentId) => rm(pathOf(userId, documentId), { force: true }),
    removeAll: (userId) => rm(path.dirname(pathOf(userId, userId)), { recursive: true, force: true }),
    discard: (incomingPath) => rm(incomingPath, { force: true }),
    async sweep(isKnown) {
      let removed = await removeOld(incoming, await listed(incoming));
      for (const userId of (await listed(root)).filter((name) => UUID.test(name))) {
        const ids = (await listed(path.join(root, userId))).filter((name) => UUID.test(name));
        for (let at = 0; at < ids.length; at += SWEEP_BATCH) {
          const batch = ids.slice(at, at + SWEEP_BATCH);
          const known = await isKnown(userId, batch);
          removed += await removeOld(
            path.join(root, userId),
            batch.filter((name) => !known.has(name)),
          );
        }
      }
      return removed;
    },
  };
}

const MARKER = 'file-store-id';

/** Of two processes that come first at once, the second takes what the first wrote. */
async function readMarker(dataDir: string): Promise<string> {
  const file = path.join(dataDir, MARKER);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(file, randomUUID(), { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  const id = (await readFile(file, 'utf8')).trim();
  if (!UUID.test(id)) throw new Error(`${file} is damaged: it has to hold the id of the folder`);
  return id;
}

async function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function removeOld(folder: string, names: readonly string[]): Promise<number> {
  let removed = 0;
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found === null || !found.isFile() || Date.now() - found.mtimeMs < MIN_AGE_MS) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}
