import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createLog } from '../log.ts';
import { openTestSql, type TestSql } from '../testing/testSql.ts';
import { CHANGES_CHANNEL, type Database, openDatabase } from './database.ts';
import type { Statement } from './singleStatements.ts';

const WRITERS = 16;
const WRITES = 8;
let sql: TestSql;
let database: Database;

beforeAll(() => {
  sql = openTestSql();
  database = openDatabase({ url: inject('databaseUrl'), poolSize: WRITERS + 1, log: createLog('fatal') });
});

afterAll(async () => {
  await database.close();
  await sql.close();
});

async function newUser(): Promise<string> {
  const id = randomUUID();
  await sql.asSystem("INSERT INTO users (id, email, password_hash) VALUES ($1, $2, 'x')", [
    id,
    `${id}@example.org`,
  ]);
  return id;
}

const pause = (longest: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * longest));

test('numbers come in the order of commits: a reader that follows them misses nothing, however writers overlap', async () => {
  const user = await newUser();
  const written = new Set<number>();
  const state = { isWriting: true };
  const write = async () => {
    for (let n = 0; n < WRITES; n++) {
      await database.withChanges(user, 2, async (tx, seqs) => {
        for (const seq of [seqs.next(), seqs.next()]) {
          await pause(4);
          await tx.tombstone.create({ data: { userId: user, type: 'conversation', id: randomUUID(), seq } });
          written.add(Number(seq));
        }
      });
    }
  };
  const seen: number[] = [];
  const read = async () => {
    while (state.isWriting || seen.length < written.size) {
      const after = seen.at(-1) ?? 0;
      const rows = await database.withUser(user, (tx) =>
        tx.tombstone.findMany({
          where: { userId: user, seq: { gt: after } },
          orderBy: { seq: 'asc' },
          take: 1 + Math.floor(Math.random() * 5),
        }),
      );
      seen.push(...rows.map(({ seq }) => Number(seq)));
      await pause(2);
    }
  };
  const reading = read();
  await Promise.all(Array.from({ length: WRITERS }, write)).finally(() => {
    state.isWriting = false;
  });
  await reading;
  expect(seen).toEqual(Array.from({ length: WRITERS * WRITES * 2 }, (_, index) => index + 1));
});

const ADD_TOMBSTONE: Statement = {
  name: 'test tombstone',
  text: `INSERT INTO tombstones (user_id, type, id, seq) SELECT $1, 'conversation', $2::uuid, change_seq - $3::int
    FROM users WHERE id = $1 RETURNING seq`,
};

test('single statements take their numbers under the same lock: none is given twice, among transactions of the other kind', async () => {
  const user = await newUser();
  const seen: number[] = [];
  const add = async (_: unknown, index: number) => {
    if (index % 3 > 0) {
      const parameters = [user, randomUUID(), index % 2];
      const rows = await database.changeAsUser<{ seq: string }>(user, 2, ADD_TOMBSTONE, parameters);
      seen.push(...rows.map(({ seq }) => Number(seq) + (index % 2)));
    } else await database.withChanges(user, 2, async (_tx, seqs) => void seen.push(Number(seqs.next()) + 1));
  };
  await Promise.all(Array.from({ length: 60 }, add));
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => 2 * (index + 1)));
});

test('a single statement that fails takes no number, and one of a user who is gone ends as not signed in', async () => {
  const user = await newUser();
  const told: string[] = [];
  const stop = database.notifier.subscribe(CHANGES_CHANNEL, (who) => who === user && told.push(who));
  const broken = { name: 'test broken', text: 'SELECT 1 / (change_seq - 2)::int FROM users' };
  await expect(database.changeAsUser(user, 2, broken, [])).rejects.toMatchObject({ code: '22012' });
  expect(told).toEqual([]);
  expect(await database.changeAsUser(user, 1, ADD_TOMBSTONE, [user, randomUUID(), 0])).toEqual([
    { seq: '1' },
  ]);
  expect(told).toEqual([user]);
  stop();
  const gone = database.changeAsUser(randomUUID(), 1, ADD_TOMBSTONE, [user, randomUUID(), 0]);
  await expect(gone).rejects.toMatchObject({ code: 'not_signed_in' });
});

test('what is undone takes no number, and devices hear of what was committed only', async () => {
  const user = await newUser();
  const told: string[] = [];
  const stop = database.notifier.subscribe(CHANGES_CHANNEL, (who) => who === user && told.push(who));
  const failing = database.withChanges(user, 3, async () => {
    throw new Error('planned');
  });
  await expect(failing).rejects.toThrow('planned');
  expect(told).toEqual([]);
  const first = await database.withChanges(user, 1, async (_tx, seqs) => seqs.next());
  expect([first, told.length]).toEqual([1n, 1]);
  stop();
});

test('more changes than numbers were taken for are an error, not a number used twice', async () => {
  const user = await newUser();
  const greedy = database.withChanges(user, 1, async (_tx, seqs) => [seqs.next(), seqs.next()]);
  await expect(greedy).rejects.toThrow('more changes than numbers');
});

test('the work of a user who is gone ends as not signed in', async () => {
  const gone = database.withChanges(randomUUID(), 1, async () => 'never');
  await expect(gone).rejects.toMatchObject({ code: 'not_signed_in' });
});
