import pg from 'pg';
import { startEmbeddedDatabase } from '../index.ts';

/**
 * Stands for the server in tests of how its database ends: starts one in the folder of the command line, says where, and on
 * SIGINT "drains" like the server does: it waits a little, still uses the database, and then stops it.
 */
const [dataDir = ''] = process.argv.slice(2);
const database = await startEmbeddedDatabase({ dataDir });
process.on('SIGINT', () => void drain());
console.log(JSON.stringify({ url: database.url, pid: database.pid }));

async function drain(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query("INSERT INTO drained VALUES ('by the parent')");
  await client.end();
  await database.stop();
  console.log('drained');
  process.exit(0);
}
