import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './index.ts';
import { temporaryFolder } from './testing/temporaryFolder.ts';

let database: EmbeddedDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let pool: pg.Pool;

const ana = '00000000-0000-7000-8000-00000000000a';
const ben = '00000000-0000-7000-8000-00000000000b';

/** As a migration of the product does it. */
const schema = `
  DO $$ BEGIN CREATE ROLE app NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
  DO $$ BEGIN CREATE ROLE everything NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
  GRANT app TO CURRENT_USER WITH SET TRUE, INHERIT FALSE;
  GRANT everything TO CURRENT_USER WITH SET TRUE, INHERIT FALSE;
  CREATE TABLE notes (user_id uuid NOT NULL, note text NOT NULL);
  ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
  ALTER TABLE notes FORCE ROW LEVEL SECURITY;
  GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO app, everything;
  CREATE POLICY own ON notes TO app USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
  CREATE POLICY every ON notes TO everything USING (true);`;

beforeAll(async () => {
  folder = await temporaryFolder();
  database = await startEmbeddedDatabase({ dataDir: folder.folder });
  pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => {});
  await pool.query(schema);
  await pool.query(schema.slice(0, schema.indexOf('CREATE TABLE'))); // a second run finds the roles
  await as('everything', '', "INSERT INTO notes VALUES ($1, 'of Ana'), ($2, 'of Ben')", [ana, ben]);
});

afterAll(async () => {
  await pool.end();
  await database.stop();
  await folder.remove();
});

async function as(
  role: string,
  userId: string,
  sql: string,
  values: unknown[] = [],
): Promise<pg.QueryResult> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL ROLE ${role}`);
    await client.query("SELECT set_config('app.user_id', $1, true)", [userId]);
    const result = await client.query(sql, values);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

test('sessions are neither superuser nor exempt from row-level security', async () => {
  const { rows } = await pool.query(`
    SELECT session_user::text, current_user::text, rolsuper, rolbypassrls, current_setting('is_superuser') AS is_superuser
    FROM pg_roles WHERE rolname = current_user`);
  expect(rows).toEqual([
    {
      session_user: 'kipux_owner',
      current_user: 'kipux_owner',
      rolsuper: false,
      rolbypassrls: false,
      is_superuser: 'off',
    },
  ]);
});

test('the owner itself sees and writes no row of a forced table without a role', async () => {
  expect((await pool.query('SELECT * FROM notes')).rows).toEqual([]);
  await expect(pool.query("INSERT INTO notes VALUES ($1, 'x')", [ana])).rejects.toMatchObject({
    code: '42501',
  });
});

test("a user's role sees that user's rows and no others, and none without a user", async () => {
  expect((await as('app', ana, 'SELECT note FROM notes')).rows).toEqual([{ note: 'of Ana' }]);
  expect((await as('app', ben, 'SELECT note FROM notes')).rows).toEqual([{ note: 'of Ben' }]);
  expect((await as('app', '', 'SELECT note FROM notes')).rows).toEqual([]);
  expect((await as('everything', '', 'SELECT note FROM notes')).rowCount).toBe(2);
  await expect(as('app', ana, "INSERT INTO notes VALUES ($1, 'forged')", [ben])).rejects.toMatchObject({
    code: '42501',
  });
});

test('case 50: users and roles of 500 interleaved transactions do not mix', async () => {
  const work = Array.from({ length: 500 }, async (_, n) => {
    const [userId, note] = n % 2 ? [ana, 'of Ana'] : [ben, 'of Ben'];
    if (n % 5 === 0) await as('app', userId, 'SELECT 1/0').catch(() => {});
    return (await as('app', userId, 'SELECT note FROM notes')).rows.every(
      (row: { note: string }) => row.note === note,
    );
  });
  expect(await Promise.all(work)).not.toContain(false);
  expect((await pool.query('SELECT current_user::text AS who')).rows).toEqual([{ who: 'kipux_owner' }]);
});

test("a role that a connection has set for itself is not the next connection's", async () => {
  const [one, two] = [await pool.connect(), await pool.connect()];
  await one.query('SET ROLE everything');
  expect((await one.query('SELECT note FROM notes')).rowCount).toBe(2);
  expect((await two.query('SELECT note FROM notes')).rowCount).toBe(0);
  expect((await two.query('SELECT current_user::text AS who')).rows).toEqual([{ who: 'kipux_owner' }]);
  await one.query('RESET ROLE');
  expect((await one.query('SELECT note FROM notes')).rowCount).toBe(0);
  one.release();
  two.release();
});

const escapes = [
  'SET SESSION AUTHORIZATION postgres',
  'set  session /* hidden */ authorization default',
  "SET LOCAL SESSION\nAUTHORIZATION 'postgres'",
  "SELECT set_config('session_authorization', 'postgres', false)",
  'SET ROLE postgres',
  'ALTER ROLE kipux_owner SUPERUSER',
  'ALTER ROLE kipux_owner BYPASSRLS',
  'GRANT postgres TO kipux_owner',
  'CREATE ROLE stronger SUPERUSER',
];

test.each(escapes)('no session becomes a superuser by: %s', async (sql) => {
  await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' });
});

test.each(['RESET SESSION AUTHORIZATION', 'RESET ALL', 'RESET ROLE', 'SET ROLE NONE'])(
  '%s leads nowhere',
  async (sql) => {
    await pool.query(sql).catch(() => {});
    const { rows } = await pool.query(
      "SELECT current_user::text AS who, current_setting('is_superuser') AS super",
    );
    expect(rows).toEqual([{ who: 'kipux_owner', super: 'off' }]);
  },
);

test('a session that changes its user in disguise is ended, what it did is undone, and nobody inherits it', async () => {
  const sly = await pool.connect();
  sly.on('error', () => {});
  await sly.query('BEGIN');
  await sly.query('CREATE TABLE sly ()');
  await sly.query("SELECT set_config('session_' || 'authorization', 'postgres', false)").catch(() => {});
  await expect(sly.query('COMMIT')).rejects.toThrow(/permission denied|Connection terminated|not queryable/);
  sly.release(true);
  const { rows } = await pool.query(`
    SELECT session_user::text AS who, current_setting('is_superuser') AS super, to_regclass('sly') AS made`);
  expect(rows).toEqual([{ who: 'kipux_owner', super: 'off', made: null }]);
  expect((await pool.query('SELECT * FROM notes')).rows).toEqual([]);
});
