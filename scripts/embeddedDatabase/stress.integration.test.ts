import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './index.ts';
import { stress } from './stress.ts';
import { temporaryFolder } from './testing/temporaryFolder.ts';

let database: EmbeddedDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  database = await startEmbeddedDatabase({ dataDir: folder.folder });
});

afterAll(async () => {
  await database.stop();
  await folder.remove();
});

test.each([8, 16])(
  'with %i connections at once every answer is the one asked for',
  async (connections) => {
    const result = await stress(database.url, { answers: 400, seconds: 45, connections });
    expect(result).toMatchObject({ wrong: 0, errors: new Map(), stored: result.committed });
    expect(result.right).toBeGreaterThan(200);
  },
  60_000,
);

test('the write-ahead log does not grow with what is written', async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  await pool.query('CREATE TABLE written (id int, text text)');
  const log = path.join(folder.folder, 'cluster', 'pg_wal');
  const logBytes = (): number =>
    readdirSync(log).reduce((sum, file) => sum + statSync(path.join(log, file)).size, 0);
  const insert = 'INSERT INTO written SELECT g, repeat(md5(g::text), 30) FROM generate_series(1, $1::int) g';
  let written = 0;
  let most = 0;
  while (written < 300) {
    await pool.query(insert, [4_000]); // about 5 MB of log
    written += 5;
    most = Math.max(most, logBytes() / 2 ** 20);
    await pool.query('TRUNCATE written');
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  expect(most).toBeLessThan(128);
  await pool.end();
}, 60_000);
