import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { startEmbeddedDatabase } from '../../../scripts/embeddedDatabase/index.ts';
import { createLog } from '../log.ts';
import { openTestSql, type TestSql } from '../testing/testSql.ts';
import { migrate } from './migrate.ts';

const isEmbedded = (process.env['DATABASE_URL'] ?? '') === '';
const log = createLog('fatal');
let folder: string;
let url: string;
let sql: TestSql;
let dropDatabase: () => Promise<void>;

/** A database of this file's own: on PostgreSQL a new one in the same cluster, else a second embedded one. */
beforeAll(async () => {
  const temporary = await mkdtemp(path.join(tmpdir(), 'kipux-migrate-'));
  const shared = inject('databaseUrl');
  if (!isEmbedded) {
    const name = `kipux_migrate_${randomUUID().replaceAll('-', '')}`;
    const admin = new pg.Client({ connectionString: shared });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    url = Object.assign(new URL(shared), { pathname: `/${name}` }).href;
    dropDatabase = async () => {
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
      await rm(temporary, { recursive: true });
    };
  } else {
    const database = await startEmbeddedDatabase({ dataDir: temporary });
    url = database.url;
    dropDatabase = async () => {
      await database.stop();
      await rm(temporary, { recursive: true });
    };
  }
  sql = openTestSql(url);
});

afterAll(async () => {
  await sql.close();
  await dropDatabase();
});

beforeEach(async () => {
  await sql.query('DROP TABLE IF EXISTS _prisma_migrations, first, second, third');
  folder = await mkdtemp(path.join(tmpdir(), 'kipux-migrations-'));
  await addMigration('1_first', 'CREATE TABLE first (n integer); INSERT INTO first VALUES (1);');
  await addMigration('2_second', 'CREATE TABLE second (n integer);');
  return () => rm(folder, { recursive: true });
});

async function addMigration(name: string, text: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), text);
}

const run = () => migrate({ url, folder, log });
const tables = async () => {
  const rows = await sql.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relname IN ('first', 'second', 'third') ORDER BY 1",
  );
  return rows.map(({ name }) => name);
};

test('migrations are applied in order, each once, and what comes later on top', async () => {
  expect(await run()).toEqual(['1_first', '2_second']);
  expect(await run()).toEqual([]);
  await addMigration('3_third', 'CREATE TABLE third (n integer);');
  expect(await run()).toEqual(['3_third']);
  expect(await tables()).toEqual(['first', 'second', 'third']);
  expect(await sql.query('SELECT n FROM first')).toEqual([{ n: 1 }]);
});

test('Prisma finds its table as it would have written it', async () => {
  await run();
  const rows = await sql.query(
    `SELECT migration_name, checksum ~ '^[0-9a-f]{64}$' AS checksum, finished_at IS NOT NULL AS finished, logs, rolled_back_at,
      applied_steps_count FROM _prisma_migrations ORDER BY started_at`,
  );
  const applied = {
    checksum: true,
    finished: true,
    logs: null,
    rolled_back_at: null,
    applied_steps_count: 1,
  };
  expect(rows).toEqual([
    { migration_name: '1_first', ...applied },
    { migration_name: '2_second', ...applied },
  ]);
});

test('of two servers that start at once one migrates, and both start', async () => {
  // no two servers ever share an embedded database: there one comes after the other
  const both = isEmbedded ? [await run(), await run()] : await Promise.all([run(), run()]);
  expect(both.flat()).toEqual(['1_first', '2_second']);
});

test('a migration that fails leaves nothing of itself, says why, and is not tried again', async () => {
  await addMigration(
    '3_third',
    'CREATE TABLE third (n integer); SELECT 1 / 0; CREATE TABLE fourth (n integer);',
  );
  await expect(run()).rejects.toThrow('The migration 3_third failed: division by zero');
  expect(await tables()).toEqual(['first', 'second']);
  await addMigration('3_third', 'CREATE TABLE third (n integer);');
  await expect(run()).rejects.toThrow(
    /The migration 3_third failed at an earlier start and left nothing of itself: division by zero\. .* UPDATE _prisma/,
  );
  await sql.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '3_third'");
  expect(await run()).toEqual(['3_third']);
});

test('a database of a newer program is left alone, with a sentence that says what to do', async () => {
  await run();
  await rm(path.join(folder, '2_second'), { recursive: true });
  await expect(run()).rejects.toThrow(/newer than this program: it has 2_second\. Update the program/);
});

test('a migration whose process died is tried again', async () => {
  await run();
  await addMigration('3_third', 'CREATE TABLE third (n integer);');
  await sql.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'of a process that died', '3_third')",
  );
  expect(await run()).toEqual(['3_third']);
  expect(await run()).toEqual([]);
});
