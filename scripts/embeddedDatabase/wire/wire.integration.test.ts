import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../index.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';

let database: EmbeddedDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const open: pg.Client[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  database = await startEmbeddedDatabase({ dataDir: folder.folder });
});

afterAll(async () => {
  await Promise.all(open.map((client) => client.end()));
  await database.stop();
  await folder.remove();
});

async function connect(options: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url, ...options });
  await client.connect();
  open.push(client);
  return client;
}

/** The only value of the only row. */
async function value(client: pg.Client, sql: string, parameters: unknown[] = []): Promise<unknown> {
  const { rows } = await client.query<unknown[]>({ text: sql, values: parameters, rowMode: 'array' });
  return rows[0]?.[0];
}

test('two connections can prepare different statements under one name', async () => {
  const [one, two] = [await connect(), await connect()];
  const ask = async (client: pg.Client, text: string): Promise<unknown> => {
    const { rows } = await client.query<{ v: number }>({ name: 'mine', text, values: [] });
    return rows[0]?.v;
  };
  for (let round = 0; round < 3; round += 1) {
    expect(await ask(one, 'SELECT 1 AS v')).toBe(1);
    expect(await ask(two, 'SELECT 2 AS v')).toBe(2);
  }
});

test('names that differ only after 63 bytes are different statements', async () => {
  const client = await connect();
  const long = 'n'.repeat(80);
  const ask = (name: string, text: string) => client.query<{ v: number }>({ name, text });
  // The driver warns about such names; the server must not mix them up.
  const warning = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect((await ask(`${long}a`, 'SELECT 1 AS v')).rows).toEqual([{ v: 1 }]);
  expect((await ask(`${long}b`, 'SELECT 2 AS v')).rows).toEqual([{ v: 2 }]);
  warning.mockRestore();
});

test('a transaction is alone until it ends, and others see it only when it is committed', async () => {
  const [writer, reader] = [await connect(), await connect()];
  await writer.query('CREATE TABLE alone (n int)');
  await writer.query('BEGIN');
  await writer.query('INSERT INTO alone VALUES (1)');
  const answered: unknown[] = [];
  const reading = (async () => answered.push(await value(reader, 'SELECT count(*)::int FROM alone')))();
  await writer.query('INSERT INTO alone VALUES (2)');
  expect(answered).toEqual([]);
  await writer.query('COMMIT');
  await reading;
  expect(answered).toEqual([2]);
});

test('a connection that goes in the middle of a transaction leaves nothing and blocks nobody', async () => {
  const [leaver, stayer] = [await connect(), await connect()];
  await stayer.query('CREATE TABLE left_behind (n int)');
  await leaver.query('BEGIN');
  await leaver.query('INSERT INTO left_behind VALUES (1)');
  leaver.on('error', () => {});
  const reading = value(stayer, 'SELECT count(*)::int FROM left_behind');
  open.splice(open.indexOf(leaver), 1);
  leaver.connection.stream.destroy();
  expect(await reading).toBe(0);
});

test("a plain SET stays with its connection and is nobody else's", async () => {
  const [one, two] = [await connect(), await connect()];
  await one.query("SET TIME ZONE 'Europe/Madrid'");
  await one.query('SET work_mem = 5000');
  await two.query('SET work_mem = 6000');
  expect(await value(one, 'SHOW TimeZone')).toBe('Europe/Madrid');
  expect(await value(two, 'SHOW TimeZone')).toBe('UTC');
  expect(await value(one, 'SHOW work_mem')).toBe('5000kB');
  expect(await value(two, 'SHOW work_mem')).toBe('6000kB');
  await one.query('RESET work_mem');
  expect(await value(one, 'SHOW work_mem')).toBe('4MB');
});

test('settings that a connection asks for when it connects are its own', async () => {
  const one = await connect({ options: '-c search_path=elsewhere -c work_mem=7000' });
  const two = await connect();
  expect(await value(one, 'SHOW search_path')).toBe('elsewhere');
  expect(await value(one, 'SHOW work_mem')).toBe('7000kB');
  expect(await value(two, 'SHOW search_path')).toBe('public');
});

test('case 50: what set_config sets for the session does not reach another connection', async () => {
  const [one, two] = [await connect(), await connect()];
  await one.query("SELECT set_config('app.user_id', $1, false)", ['somebody']);
  await one.query("DO $$ BEGIN PERFORM set_config('app.other', 'somebody', false); END $$");
  expect(await value(two, "SELECT coalesce(current_setting('app.user_id', true), '')")).toBe('');
  expect(await value(two, "SELECT coalesce(current_setting('app.other', true), '')")).toBe('');
});

test("one connection cannot drop the others' statements", async () => {
  const [one, two] = [await connect(), await connect()];
  const kept = { name: 'kept', text: 'SELECT 1 AS v' };
  await one.query(kept);
  await expect(two.query('DISCARD ALL')).rejects.toMatchObject({ code: '0A000' });
  await expect(two.query('DEALLOCATE ALL')).rejects.toMatchObject({ code: '0A000' });
  expect((await one.query(kept)).rows).toEqual([{ v: 1 }]);
});

test('notifications reach those who listen, and only those', async () => {
  const [one, two, sender] = [await connect(), await connect(), await connect()];
  const heard: { one: string[]; two: string[] } = { one: [], two: [] };
  one.on('notification', ({ channel, payload }) => heard.one.push(`${channel} ${payload}`));
  two.on('notification', ({ channel, payload }) => heard.two.push(`${channel} ${payload}`));
  await one.query('LISTEN news; LISTEN "Ünusual ""name"');
  await two.query('LISTEN news');
  await sender.query("NOTIFY news, 'first'");
  await sender.query('SELECT pg_notify($1, $2)', ['Ünusual "name', 'second']);
  await two.query('UNLISTEN news');
  await sender.query('BEGIN');
  await sender.query("NOTIFY news, 'never'");
  await sender.query('ROLLBACK');
  await sender.query("NOTIFY news, 'third'");
  await expect
    .poll(() => heard)
    .toEqual({ one: ['news first', 'Ünusual "name second', 'news third'], two: ['news first'] });
});

test("a listener hears on when another one's connection ends", async () => {
  const [stays, goes, sender] = [await connect(), await connect(), await connect()];
  const heard: (string | undefined)[] = [];
  stays.on('notification', ({ payload }) => heard.push(payload));
  await stays.query('LISTEN shared');
  await goes.query('LISTEN shared; LISTEN only_mine');
  open.splice(open.indexOf(goes), 1);
  await goes.end();
  await sender.query("NOTIFY shared, 'still here'");
  await expect.poll(() => heard).toEqual(['still here']);
});

test("pg's pipeline mode gets every answer at its place, errors too", async () => {
  const client = await connect({ pipeline: true });
  const asked = Array.from({ length: 200 }, (_, n) =>
    client.query<{ v: number }>(
      n % 10 === 7 ? 'SELECT 1 / ($1::int - $1::int) AS v' : 'SELECT $1::int AS v',
      [n],
    ),
  );
  const answers = await Promise.allSettled(asked);
  const got = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value.rows[0]?.v : String(answer.reason),
  );
  const wanted = asked.map((_, n) => (n % 10 === 7 ? 'error: division by zero' : n));
  expect(got).toEqual(wanted);
});

test('too deep a nesting is an error for its sender and nothing to the others', async () => {
  const [one, two] = [await connect(), await connect()];
  await expect(one.query('SELECT $1::jsonb', ['['.repeat(60_000)])).rejects.toThrow(
    'invalid input syntax for type json',
  );
  await expect(one.query(`SELECT ${'1+'.repeat(20_000)}1`)).rejects.toMatchObject({ code: '54001' });
  await expect(one.query(`SELECT ${'(SELECT '.repeat(3_000)}1${')'.repeat(3_000)}`)).rejects.toMatchObject({
    code: '54001',
  });
  await two.query(
    'CREATE FUNCTION endless(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN endless(i + 1); END $$',
  );
  await expect(two.query('SELECT endless(1)')).rejects.toMatchObject({ code: '54001' });
  expect(await value(one, 'SELECT 1')).toBe(1);
  expect(await value(two, 'SELECT 2')).toBe(2);
});

test('the extensions are there', async () => {
  const client = await connect();
  expect(await value(client, "SELECT '[1,2]'::vector <=> '[2,1]'::vector")).toBeCloseTo(0.2);
  expect(await value(client, "SELECT unaccent('déjà')")).toBe('deja');
  expect(await value(client, "SELECT similarity('word', 'words') > 0.5")).toBe(true);
  await client.query('CREATE TABLE extended (user_id uuid, words tsvector)');
  await client.query('CREATE INDEX ON extended USING gin (user_id, words)');
  await client.query('CREATE EXTENSION IF NOT EXISTS vector');
});
