import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import { createLog } from '../log.ts';
import { type Database, openDatabase } from './database.ts';

const TITLES = {
  name: 'test titles',
  text: 'SELECT title, current_user::text AS role FROM conversations WHERE $1::uuid IS NULL OR user_id = $1 ORDER BY seq',
};
const WHOLE = { name: 'test whole division', text: 'SELECT 10 / $1::int AS result' };
const ROLE = `SELECT current_user::text AS role, current_setting('app.user_id', true) AS "userId",
  current_setting('transaction_read_only') AS "readOnly"`;

let database: Database;

beforeEach(() => {
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('silent') });
  return () => database.close();
});

async function createPerson(title: string): Promise<string> {
  const id = randomUUID();
  await database.asSystem('test', (tx) =>
    tx.user.create({
      data: {
        id,
        email: `${id}@example.org`,
        passwordHash: '',
        conversations: { create: { id: randomUUID(), title, seq: 1n } },
      },
      select: { id: true },
    }),
  );
  onTestFinished(async () => {
    const client = new pg.Client({ connectionString: inject('databaseUrl') });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SET LOCAL ROLE kipux_system');
    await client.query('DELETE FROM users WHERE id = $1', [id]);
    await client.query('COMMIT');
    await client.end();
  });
  return id;
}

test('a read gives the rows of its user and of nobody else, whomever it asks for', async () => {
  const [ana, ben] = [await createPerson('of Ana'), await createPerson('of Ben')];
  expect(await database.readAsUser(ana, TITLES, [null])).toEqual([{ title: 'of Ana', role: 'kipux_app' }]);
  expect(await database.readAsUser(ana, TITLES, [ben])).toEqual([]);
  expect(await database.readAsUser('', TITLES, [null])).toEqual([]);
});

test('a write without numbers changes rows of its user alone', async () => {
  const [ana, ben] = [await createPerson('of Ana'), await createPerson('of Ben')];
  const rename = {
    name: 'test rename all',
    text: `UPDATE conversations SET title = $1 RETURNING user_id AS id`,
  };
  expect(await database.writeAsUser(ana, rename, ['again'])).toEqual([{ id: ana }]);
  expect(await database.readAsUser(ben, TITLES, [null])).toMatchObject([{ title: 'of Ben' }]);
});

test('a read cannot write', async () => {
  const ana = await createPerson('of Ana');
  const rename = { name: 'test rename', text: `UPDATE conversations SET title = '' RETURNING title` };
  await expect(database.readAsUser(ana, rename, [])).rejects.toThrow('read-only transaction');
  expect(await database.readAsUser(ana, TITLES, [ana])).toMatchObject([{ title: 'of Ana' }]);
});

test('a read that fails leaves no connection in a transaction, with a role or with a user', async () => {
  const ana = await createPerson('of Ana');
  await expect(database.readAsUser(ana, WHOLE, [0])).rejects.toMatchObject({ code: '22012' });
  await expect(database.readAsUser(ana, { name: 'test none', text: 'SELECT no_such' }, [])).rejects.toThrow(
    'no_such',
  );
  await expect(database.readAsUser('no uuid', TITLES, [ana])).rejects.toMatchObject({ code: '22P02' });
  expect(await database.readAsUser(ana, WHOLE, [5])).toEqual([{ result: 2 }]);
  for (let connection = 0; connection < 4; connection++) {
    const { rows } = await database.pool.query<{ role: string; userId: string | null; readOnly: string }>(
      ROLE,
    );
    expect(rows[0]?.role).not.toMatch(/kipux_(app|system)/);
    expect(rows[0]).toMatchObject({ readOnly: 'off' });
    expect(rows[0]?.userId ?? '').toBe('');
  }
});

test('a connection that breaks in the middle of a read fails that read only', async () => {
  const ana = await createPerson('of Ana');
  database.pool.once('acquire', (client: pg.Client) => {
    setImmediate(() => void client.connection.stream.destroy(new Error('the network is gone')));
  });
  await expect(database.readAsUser(ana, TITLES, [ana])).rejects.toThrow('the network is gone');
  expect(await database.readAsUser(ana, TITLES, [ana])).toMatchObject([{ title: 'of Ana' }]);
});

test('500 interleaved reads and writes of two users over a pool of two never mix', async () => {
  const people = [await createPerson('of Ana'), await createPerson('of Ben')];
  const work = [
    (userId: string) => database.readAsUser<{ title: string }>(userId, TITLES, [null]),
    (userId: string) => database.withUser(userId, (tx) => tx.conversation.findMany({ take: 5 })),
    (userId: string) =>
      database.readAsUser<{ title: string }>(userId, WHOLE, [0]).catch(() => [{ title: 'failed' }]),
  ];
  const seen = await Promise.all(
    Array.from({ length: 500 }, async (_, index) => {
      const rows = (await work[index % work.length]?.(people[index % 2] ?? '')) ?? [];
      return rows.map(({ title }) => title).join();
    }),
  );
  const expected = (index: number) => (index % 3 === 2 ? 'failed' : index % 2 === 0 ? 'of Ana' : 'of Ben');
  expect(seen).toEqual(seen.map((_, index) => expected(index)));
});

test('the system sees all users, and texts with every character arrive as they are', async () => {
  const people = [await createPerson('of Ana'), await createPerson('of Ben')];
  const texts = ['a "quoted" \\ text\\', '{curly,comma}', 'NULL', '', ' línea\n二 😀 '];
  const rows = await database.runAsSystem<{ title: string; texts: string[] }>(
    'test',
    {
      name: 'test system',
      text: 'SELECT title, $2::text[] AS texts FROM conversations WHERE user_id = ANY($1::uuid[]) ORDER BY title',
    },
    [people, texts],
  );
  expect(rows).toEqual([
    { title: 'of Ana', texts },
    { title: 'of Ben', texts },
  ]);
});

test('what is done after a change is done in its transaction, with what it left, and undone with it', async () => {
  const ana = await createPerson('of Ana');
  const rename = {
    name: 'test rename and leave',
    text: `WITH renamed AS (UPDATE conversations SET title = $2 WHERE user_id = $1::uuid RETURNING title)
      SELECT title, set_config('app.jobs', title, true) FROM renamed`,
  };
  const repeat = {
    name: 'test repeat',
    text: `UPDATE conversations SET title = current_setting('app.jobs') || '!'`,
  };
  const fail = { name: 'test fail', text: 'SELECT 1 / 0' };
  expect(await database.changeAsUser(ana, 1, rename, [ana, 'new'], [repeat])).toMatchObject([
    { title: 'new' },
  ]);
  await expect(database.changeAsUser(ana, 1, rename, [ana, 'newer'], [repeat, fail])).rejects.toThrow('zero');
  expect(await database.readAsUser(ana, TITLES, [ana])).toMatchObject([{ title: 'new!' }]);
});
