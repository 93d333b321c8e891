import { chmod, lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { startPglite } from './pglite.ts';

/** Makes the files of a new database in the folder that the command line names, and ends (see cluster.ts). */
const [files = ''] = process.argv.slice(2);
process.umask(0o077);
const pglite = await startPglite(files);
await pglite.close();
await makePrivate(files);

/** Closes what is in a folder to other users: PGlite gives some of its first files to everybody. */
async function makePrivate(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true });
  const close = async (entry: string): Promise<void> => {
    const { mode } = await lstat(entry);
    await chmod(entry, mode & 0o700);
  };
  await Promise.all([folder, ...entries.map((entry) => path.join(folder, entry))].map(close));
}
