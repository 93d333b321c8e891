import { startPglite } from './pglite.ts';

/** Makes the files of a new database in the folder that the command line names, and ends (see cluster.ts). */
const [files = ''] = process.argv.slice(2);
process.umask(0o077);
const pglite = await startPglite(files);
await pglite.close();
