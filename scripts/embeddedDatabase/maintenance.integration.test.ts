import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, openCluster } from './cluster.ts';
import { createEngine, type Engine } from './engine.ts';
import { execute, rows } from './engineSql.ts';
import { startMaintenance } from './maintenance.ts';
import { temporaryFolder } from './testing/temporaryFolder.ts';
import { createTurns } from './wire/turns.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let cluster: Cluster;
let engine: Engine;

beforeAll(async () => {
  folder = await temporaryFolder();
  cluster = await openCluster(folder.folder);
  engine = createEngine(cluster.pglite);
});

afterAll(async () => {
  await cluster.pglite.close();
  await folder.remove();
});

const number = (sql: string): number => Number(rows(engine, sql)[0]?.[0]);
const logBytes = () => number('SELECT pg_current_wal_insert_lsn() - redo_lsn FROM pg_control_checkpoint()');

test('an idle database is vacuumed and analysed, and a checkpoint keeps its log short', async () => {
  execute(
    engine,
    'CREATE TABLE dirty AS SELECT g AS id, repeat(md5(g::text), 40) AS text FROM generate_series(1, 20000) g',
  );
  execute(engine, 'UPDATE dirty SET id = id + 1', 'DELETE FROM dirty WHERE id > 10000');
  await expect
    .poll(() => number("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'dirty'"))
    .toBeGreaterThan(1_000);
  expect(logBytes()).toBeGreaterThan(16 * 2 ** 20);
  const maintenance = startMaintenance({
    engine,
    turns: createTurns(),
    hasRoom: () => true,
    everyMs: 20,
    vacuumEveryMs: 40,
  });
  await expect
    .poll(() => number("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'dirty'"), {
      timeout: 10_000,
    })
    .toBe(0);
  expect(number("SELECT reltuples FROM pg_class WHERE relname = 'dirty'")).toBe(9_999);
  await expect.poll(logBytes, { timeout: 10_000 }).toBeLessThan(16 * 2 ** 20);
  maintenance.stop();
  expect(logBytes()).toBeLessThan(1_000);
});

test("a table that cannot be vacuumed does not stop the others, and sessions stay the owner's", async () => {
  execute(
    engine,
    'CREATE FUNCTION fails(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN 1 / $1; END $$',
    'CREATE TABLE broken (n int, filler text)',
    'CREATE INDEX ON broken (fails(n))',
    'CREATE TABLE sound AS SELECT g AS n FROM generate_series(1, 2000) g',
    'INSERT INTO broken SELECT 1, g FROM generate_series(1, 3000) g',
    'CREATE OR REPLACE FUNCTION fails(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN 1 / 0; END $$',
    'DELETE FROM broken WHERE filler::int > 10',
    'DELETE FROM sound WHERE n > 10',
  );
  const maintenance = startMaintenance({
    engine,
    turns: createTurns(),
    hasRoom: () => true,
    everyMs: 20,
    vacuumEveryMs: 40,
  });
  await expect
    .poll(() => number("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'sound'"), {
      timeout: 10_000,
    })
    .toBe(0);
  maintenance.stop();
  expect(rows(engine, 'SELECT session_user, current_user')).toEqual([['kipux_owner', 'kipux_owner']]);
});

test('without space on the disk no checkpoint is tried: it would end the engine', async () => {
  execute(engine, 'CREATE TABLE large (n int, text text)');
  execute(engine, 'INSERT INTO large SELECT g, repeat(md5(g::text), 30) FROM generate_series(1, 30000) g');
  expect(logBytes()).toBeGreaterThan(16 * 2 ** 20);
  let asked = 0;
  let isFree = false;
  const hasRoom = (): boolean => {
    asked += 1;
    return isFree;
  };
  const turns = createTurns();
  const use = (): void =>
    turns.request({
      takeTurn: () => {
        execute(engine, 'SELECT count(*) FROM large');
        return false;
      },
    });
  const maintenance = startMaintenance({ engine, turns, hasRoom, everyMs: 20 });
  const using = setInterval(use, 10);
  await expect.poll(() => asked, { interval: 5 }).toBeGreaterThan(0);
  expect(logBytes()).toBeGreaterThan(16 * 2 ** 20);
  isFree = true;
  await expect.poll(logBytes, { timeout: 5_000 }).toBeLessThan(16 * 2 ** 20);
  clearInterval(using);
  maintenance.stop();
});
