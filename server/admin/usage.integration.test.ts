import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { createLog } from '#platform/log.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { startEmbeddedDatabase } from '../../scripts/embeddedDatabase/index.ts';
import { readUsageByDay, readUsageByModel, readUsageByUser } from './usage.ts';
import { sumUpUsage } from './usageTotals.ts';

const MIGRATIONS = path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations');
const DAY_MS = 86_400_000;
const DAYS = 100;
let embedded: Awaited<ReturnType<typeof startEmbeddedDatabase>>;
let folder: string;
let database: Database;
let sql: TestSql;

// A database of its own: what is summed up once is not looked at again.
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kipux-usage-'));
  embedded = await startEmbeddedDatabase({ dataDir: folder });
  const log = createLog('fatal');
  await migrate({ url: embedded.url, folder: MIGRATIONS, log });
  database = openDatabase({ url: embedded.url, poolSize: 2, log });
  sql = openTestSql(embedded.url);
  await sql.asSystem(
    "INSERT INTO users (id, email, password_hash) SELECT gen_random_uuid(), n || '@example.org', 'x' FROM generate_series(1, 30) n",
  );
  // two days without use among them
  await sql.asSystem(
    `INSERT INTO usage_days (user_id, day, model, messages, tokens)
     SELECT id, (now() AT TIME ZONE 'UTC')::date - back, model, 1 + floor(random() * 9), floor(random() * 9000)
     FROM users, generate_series(0, $1::int - 1) back, unnest(ARRAY['a', 'b']) model
     WHERE random() < 0.4 AND back NOT IN (2, 40)`,
    [DAYS],
  );
  await sql.asSystem(
    `INSERT INTO usage_periods (user_id, period_start, messages, tokens)
     SELECT user_id, date_trunc('month', day)::timestamp AT TIME ZONE 'UTC', sum(messages), sum(tokens) FROM usage_days GROUP BY 1, 2`,
  );
});

afterAll(async () => {
  await sql.close();
  await database.close();
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
});

const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const ranges = [DAYS + 5, 60, 3, 0].map((days) => ({ from: ago(days), to: ago(0) }));

type Used = { messages: number; tokens: number };

/** The same, counted the plain way. */
function counted<Row>(columns: string, group: string, { from, to }: { from: string; to: string }) {
  return sql.asSystem<Used & Row>(
    `SELECT ${columns}, sum(messages)::int AS messages, sum(tokens)::int AS tokens FROM usage_days
     WHERE day BETWEEN $1 AND $2 GROUP BY ${group} ORDER BY ${group}`,
    [from, to],
  );
}

async function expectRight(range: { from: string; to: string }): Promise<void> {
  expect(await readUsageByDay(database, range)).toEqual(
    await counted('day::text, count(DISTINCT user_id)::int AS users', 'day', range),
  );
  const models = await readUsageByModel(database, range);
  expect(models.toSorted((a, b) => a.model.localeCompare(b.model))).toEqual(
    await counted('model', 'model', range),
  );
  const users = await readUsageByUser(database, { ...range, by: 'tokens', limit: 200 });
  expect(users.map(({ tokens }) => tokens)).toEqual(
    users.map(({ tokens }) => tokens).toSorted((a, b) => b - a),
  );
  const flat = users.map(({ user, ...used }) => ({ id: user.id, ...used }));
  expect(flat.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
    await counted('user_id AS id', 'user_id', range),
  );
}

test('usage by day, model and user is what was used, before and after days that are over are summed up', async () => {
  for (const range of ranges) await expectRight(range);
  await Promise.all([sumUpUsage(database), sumUpUsage(database)]);
  const [summed] = await sql.asSystem<{ days: number; last: string }>(
    "SELECT count(*)::int AS days, max(day)::text AS last FROM usage_totals WHERE model = ''",
  );
  expect([summed?.last, (summed?.days ?? 0) > DAYS - 5]).toEqual([ago(2), true]);
  for (const range of [...ranges, { from: ago(50), to: ago(20) }]) await expectRight(range);
  // what is used today is seen at once
  await sql.asSystem(
    "UPDATE usage_days SET tokens = tokens + 5 WHERE day = (now() AT TIME ZONE 'UTC')::date",
  );
  const [today] = await readUsageByDay(database, { from: ago(0), to: ago(0) });
  expect(today).toEqual(
    (
      await counted('day::text, count(DISTINCT user_id)::int AS users', 'day', { from: ago(0), to: ago(0) })
    )[0],
  );
});
