import { chmod, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { startPglite } from './pglite.ts';

/** Makes the files of a new database in the folder that the command line names, and ends (see cluster.ts). */
const [files = ''] = process.argv.slice(2);
process.umask(0o077);
const { pglite, sync } = await startPglite(files);
await pglite.close();
sync();
await finish(files);

/** Closes the files to other users, which PGlite does not, and brings them to the disk. */
async function finish(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const name = path.join(entry.parentPath, entry.name);
      await chmod(name, entry.isDirectory() ? 0o700 : 0o600);
      if (entry.isDirectory()) return;
      const file = await open(name, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }),
  );
  await chmod(folder, 0o700);
}
