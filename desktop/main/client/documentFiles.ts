import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { idSchema } from '#shared/entities.ts';

export type DocumentFiles = {
  /** The file of a document, if this device has kept it; it counts as opened now. */
  read(documentId: string): Promise<ArrayBuffer | undefined>;
  /** Keeps a file for when the server is out of reach. Rejects when the disk does not take it. */
  keep(documentId: string, bytes: ArrayBuffer): Promise<void>;
  forget(documentId: string): Promise<void>;
  /** What they take together, in bytes. */
  usedBytes(): Promise<number>;
  /** Removes those that were not opened for longest until the rest take at most so many bytes. */
  makeRoom(mostBytes: number): Promise<void>;
};

/**
 * The files of documents that were opened on this device, in a folder that only this person can read. `folder` gives the
 * folder of the account that is signed in; undefined: nothing is kept. Together they take at most `mostBytes`; those not
 * opened for longest go first.
 */
export function createDocumentFiles(
  folder: () => string | undefined,
  mostBytes: () => number,
): DocumentFiles {
  const fileOf = (documentId: string) => {
    const base = folder();
    return base === undefined ? undefined : path.join(base, idSchema.parse(documentId));
  };
  return {
    async read(documentId) {
      const file = fileOf(documentId);
      if (file === undefined) return undefined;
      try {
        const bytes = await readFile(file);
        const now = new Date();
        await utimes(file, now, now);
        return new Uint8Array(bytes).buffer;
      } catch {
        return undefined;
      }
    },
    async keep(documentId, bytes) {
      const base = folder();
      const file = fileOf(documentId);
      if (base === undefined || file === undefined || bytes.byteLength > mostBytes()) return;
      await makeRoom(base, mostBytes() - bytes.byteLength);
      await mkdir(base, { recursive: true, mode: 0o700 });
      const fresh = `${file}.${randomUUID()}.new`;
      try {
        await writeFile(fresh, new Uint8Array(bytes), { mode: 0o600, flag: 'wx' });
        await rename(fresh, file);
      } catch (error) {
        await rm(fresh, { force: true });
        throw error;
      }
      // Whoever logged out meanwhile leaves nothing behind.
      if (folder() !== base) await rm(base, { recursive: true, force: true });
    },
    async forget(documentId) {
      const file = fileOf(documentId);
      if (file !== undefined) await rm(file, { force: true });
    },
    async usedBytes() {
      const base = folder();
      return base === undefined ? 0 : (await filesIn(base)).reduce((sum, { size }) => sum + size, 0);
    },
    async makeRoom(most) {
      const base = folder();
      if (base !== undefined) await makeRoom(base, most);
    },
  };
}

/** Removes the files that were not opened for longest until the rest take at most `most` bytes. */
async function makeRoom(folder: string, most: number): Promise<void> {
  let total = 0;
  for (const { file, size } of (await filesIn(folder)).sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    total += size;
    if (total > most) await rm(file, { force: true });
  }
}

async function filesIn(folder: string): Promise<{ file: string; size: number; mtimeMs: number }[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      // One that goes meanwhile takes nothing.
      const known = await stat(file).catch(() => undefined);
      return known && { file, size: known.size, mtimeMs: known.mtimeMs };
    }),
  );
  return found.filter((one) => one !== undefined);
}
