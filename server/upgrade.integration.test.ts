import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, migrationNames } from '#platform/database/migrate.ts';
import { createLog } from '#platform/log.ts';
import { logIn, PASSWORD } from '#platform/testing/person.ts';
import { startTestServer } from '#platform/testing/testServer.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { restoreBackup } from './admin/backup/restoreBackup.ts';
import { writeBackup } from './admin/backup/writeBackup.ts';
import { type OwnDatabase, startOwnDatabase } from './documents/testing/ownDatabase.ts';

/** The schema of `previousRelease.sql`. */
const PREVIOUS = '20261122165000_search_by_index';
const MIGRATIONS = path.join(import.meta.dirname, '..', 'prisma', 'migrations');
const DATA = path.join(import.meta.dirname, 'platform', 'testing', 'previousRelease.sql');
const ANA = '0a000000-0000-7000-8000-000000000001';
const DOCUMENT = '0e000000-0000-7000-8000-000000000001';
const CONVERSATION = '0c000000-0000-7000-8000-000000000001';
const log = createLog('fatal');

let old: OwnDatabase;
let other: OwnDatabase;
let folder: string;
/** The rows of the release before, as its tables had them, and what its backup is. */
let before: Rows;
let backup: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kipux-upgrade-'));
  [old, other] = await Promise.all([startOwnDatabase(), startOwnDatabase()]);
  const only = (await migrationNames(MIGRATIONS)).filter((name) => name <= PREVIOUS);
  await migrate({ url: old.url, folder: MIGRATIONS, log, only });
  await run(old.url, await readFile(DATA, 'utf8'));
  const dataDir = await dataFolder('old');
  before = await readRows(old.url, {});
  ({ file: backup } = await writeBackup({ databaseUrl: old.url, dataDir, target: folder }));
});

afterAll(async () => {
  await Promise.all([old.stop(), other.stop()]);
  await rm(folder, { recursive: true });
});

test('the fixture has something in every table of the release before', () => {
  const empty = Object.entries(before).filter(([, { rows }]) => rows.length === 0);
  expect(empty).toEqual([]);
  expect(Object.keys(before).length).toBeGreaterThan(17);
});

test('an update of the release before loses nothing, and its people go on', async () => {
  expect((await migrate({ url: old.url, folder: MIGRATIONS, log })).length).toBeGreaterThan(0);
  expect(await readRows(old.url, before)).toEqual(before);
  await expectAnaGoesOn(old.url, path.join(folder, 'old'));
});

test('a backup of the release before is restored, and brought up to date', async () => {
  const dataDir = path.join(folder, 'other');
  await restoreBackup({ file: backup, databaseUrl: other.url, dataDir, log });
  const restored = await readRows(other.url, before);
  const { session, login_failures, account_links, ...kept } = before;
  expect([session, login_failures, account_links].map((table) => table?.rows.length)).toEqual([1, 1, 1]);
  expect(restored).toMatchObject({
    session: { rows: [] },
    login_failures: { rows: [] },
    account_links: { rows: [] },
  });
  for (const [table, { rows }] of Object.entries(kept)) {
    if (table === 'server_state' || table === 'generation_leases') continue;
    expect([table, restored[table]?.rows]).toEqual([table, rows]);
  }
  expect(restored['server_state']?.rows).toEqual(expect.arrayContaining(['(registration,closed)']));
  await expectAnaGoesOn(other.url, dataDir);
});

async function expectAnaGoesOn(databaseUrl: string, dataDir: string): Promise<void> {
  const server = await startTestServer({ DATABASE_URL: databaseUrl, KIPUX_DATA_DIR: dataDir });
  const ana = await logIn(server.url, { email: 'ana@example.org', password: PASSWORD });
  const { messages } = await ana.call(endpoints.listMessages, { params: { id: CONVERSATION } });
  const [citation] = messages[1]?.citations ?? [];
  expect(citation?.documentId).toBe(DOCUMENT);
  const content = await ana.call(endpoints.getDocumentContent, { params: { id: DOCUMENT } });
  expect(Buffer.from(content).toString()).toBe('Elena Márquez encendió el faro.\n');
  const { text } = await ana.call(endpoints.getDocumentText, { params: { id: DOCUMENT } });
  expect(text.slice(citation?.start, citation?.end)).toBe(citation?.quote);
  await server.close();
}

async function dataFolder(name: string): Promise<string> {
  const dataDir = path.join(folder, name);
  await mkdir(path.join(dataDir, 'files', ANA), { recursive: true });
  await writeFile(path.join(dataDir, 'file-store-id'), '0e100000-0000-7000-8000-000000000001');
  await writeFile(path.join(dataDir, 'files', ANA, DOCUMENT), 'Elena Márquez encendió el faro.\n');
  return dataDir;
}

/** By table: its columns, and its rows as PostgreSQL writes them, sorted. */
type Rows = Record<string, { columns: string[]; rows: string[] }>;

/** All rows of all tables, as far as they have the columns of `like`. */
async function readRows(url: string, like: Rows): Promise<Rows> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string; columns: string[]; isSecured: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AS "isSecured", array_agg(a.attname::text ORDER BY a.attnum) AS columns
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations' GROUP BY c.oid`,
    );
    const found: Rows = {};
    for (const { name, isSecured, ...table } of tables) {
      const known = Object.keys(like).length === 0 ? table : like[name];
      if (known === undefined) continue;
      await client.query('BEGIN');
      await client.query("SELECT set_config('TimeZone', 'UTC', true), set_config('role', $1, true)", [
        isSecured ? 'kipux_system' : 'none',
      ]);
      const columns = known.columns.map((column) => `"${column}"`).join(', ');
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM (SELECT ${columns} FROM "${name}") t ORDER BY 1`,
      );
      await client.query('COMMIT');
      found[name] = { columns: known.columns, rows: rows.map(({ row }) => row) };
    }
    return found;
  } finally {
    await client.end();
  }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
