import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pLimit from 'p-limit';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createLog } from '../log.ts';
import { openTestSql, type TestSql } from '../testing/testSql.ts';
import { type Database, openDatabase, type Transaction } from './database.ts';

const USERS = [randomUUID(), randomUUID()] as const;
let sql: TestSql;
let database: Database;

beforeAll(async () => {
  sql = openTestSql();
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
  for (const user of USERS) {
    await sql.asSystem("INSERT INTO users (id, email, password_hash) VALUES ($1, $2, 'x')", [
      user,
      `${user}@example.org`,
    ]);
    await sql.asSystem(
      'INSERT INTO conversations (user_id, id, title, seq) VALUES ($1, gen_random_uuid(), $2, 0)',
      [user, user],
    );
  }
});

afterAll(async () => {
  await database.close();
  await sql.asSystem('DELETE FROM users WHERE id = ANY($1)', [USERS]);
  await sql.close();
});

class Planned extends Error {}

async function ownersSeen(tx: Transaction): Promise<string[]> {
  const rows = await tx.conversation.findMany({ distinct: ['userId'], select: { userId: true }, take: 10 });
  return rows.map(({ userId }) => userId);
}

const OWNERS = { name: 'test owners', text: 'SELECT DISTINCT user_id FROM conversations LIMIT 10' };

const RENAME = {
  name: 'test rename all',
  text: 'UPDATE conversations SET title = $1 RETURNING user_id',
};

/** Each does one thing to the database as a user and says whose rows it saw. */
const REQUESTS = {
  reads: (user: string) => database.withUser(user, ownersSeen),
  writes: (user: string) =>
    database.withChanges(user, 1, async (tx, seqs) => {
      await tx.conversation.create({
        data: { userId: user, id: randomUUID(), title: user, seq: seqs.next() },
      });
      return ownersSeen(tx);
    }),
  breaksOff: (user: string) =>
    database.withUser(user, async (tx) => {
      await ownersSeen(tx);
      throw new Planned();
    }),
  isRefused: (user: string) =>
    database.withUser(user, async (tx) => {
      await tx.$executeRaw`INSERT INTO conversations (user_id, id, seq) VALUES (gen_random_uuid(), gen_random_uuid(), 1)`;
      return [];
    }),
  makesAMistake: (user: string) =>
    database.withUser(user, async (tx) => {
      await tx.$executeRaw`SELECT 1 / 0`;
      return [];
    }),
  takesTooLong: (user: string) =>
    database.withUser(user, async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 2`;
      await tx.$executeRaw`SELECT pg_sleep(0.01)`;
      return ownersSeen(tx);
    }),
  readsAtOnce: async (user: string) => {
    const rows = await database.readAsUser<{ user_id: string }>(user, OWNERS, []);
    return rows.map(({ user_id: owner }) => owner);
  },
  changesAtOnce: async (user: string) => {
    const rows = await database.changeAsUser<{ user_id: string }>(user, 1, RENAME, [user]);
    return rows.map(({ user_id: owner }) => owner);
  },
  failsAtOnce: (user: string) =>
    database.readAsUser<never>(user, { name: 'test failure', text: 'SELECT 1 / (SELECT 0)' }, []),
  namesSomebodyElse: (user: string) =>
    database.withUser(
      user,
      (tx) => tx.$queryRaw<never[]>`SELECT set_config('app.user_id', ${user}, true) WHERE false`,
    ),
} satisfies Record<string, (user: string) => Promise<string[]>>;

type Kind = keyof typeof REQUESTS;

function isKind(name: string): name is Kind {
  return name in REQUESTS;
}

const isRead = (kind: Kind | undefined) => kind === 'reads' || kind === 'readsAtOnce';

const KINDS: Kind[] = Object.keys(REQUESTS).filter(isKind);

const request = fc.record({
  kind: fc.constantFrom(...KINDS),
  user: fc.constantFrom(...USERS),
});

test('case 50: 500 interleaved requests of two users over two connections never see each other’s rows', async () => {
  // in flight at once: more would only wait for the two connections, and on a busy machine for too long
  const inFlight = pLimit(40);
  const property = fc.asyncProperty(fc.integer(), async (seed) => {
    const requests = fc.sample(request, { numRuns: 500, seed });
    const outcomes = await Promise.allSettled(
      requests.map(({ kind, user }) => inFlight(() => REQUESTS[kind](user))),
    );
    for (const [index, outcome] of outcomes.entries()) {
      const seen = outcome.status === 'fulfilled' ? outcome.value : [];
      expect(seen.filter((owner) => owner !== requests[index]?.user)).toEqual([]);
    }
    const reads = outcomes.filter(
      (outcome, index) => isRead(requests[index]?.kind) && outcome.status === 'fulfilled',
    );
    expect(reads).toHaveLength(requests.filter(({ kind }) => isRead(kind)).length);
  });
  await fc.assert(property, { numRuns: 1, endOnFailure: true });
});

test('case 50: no role and no user stay with a connection after a request, however it ended', async () => {
  for (const kind of KINDS) {
    await Promise.allSettled([REQUESTS[kind](USERS[0]), REQUESTS[kind](USERS[1])]);
    const clients = await Promise.all([database.pool.connect(), database.pool.connect()]);
    for (const client of clients) expect([kind, await contextOf(client)]).toEqual([kind, NO_CONTEXT]);
    for (const client of clients) client.release();
  }
});

const NO_CONTEXT = { role: 'none', user: '', timeout: '0' };

async function contextOf(client: pg.PoolClient) {
  const { rows } = await client.query<typeof NO_CONTEXT>(
    `SELECT current_setting('role') AS role, coalesce(current_setting('app.user_id', true), '') AS user,
      current_setting('statement_timeout') AS timeout`,
  );
  return rows[0];
}

test('a transaction that PostgreSQL undoes for a deadlock is done again', async () => {
  const names = [randomUUID(), randomUUID()];
  for (const name of names) await sql.asSystem('INSERT INTO login_failures VALUES ($1, 0, now())', [name]);
  const met = Promise.withResolvers<void>();
  let inside = 0;
  const increase = (order: string[]) =>
    database.asSystem('test', async (tx) => {
      for (const name of order) {
        await tx.$executeRaw`UPDATE login_failures SET failures = failures + 1 WHERE key = ${name}`;
        inside += 1;
        if (inside === 2) met.resolve();
        await Promise.race([met.promise, new Promise((resolve) => setTimeout(resolve, 200))]);
      }
    });
  await Promise.all([increase(names), increase(names.toReversed())]);
  const rows = await sql.asSystem<{ failures: number }>(
    'DELETE FROM login_failures WHERE key = ANY($1) RETURNING failures',
    [names],
  );
  expect(rows.map(({ failures }) => failures)).toEqual([2, 2]);
});
