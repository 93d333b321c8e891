import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSql, type TestSql } from '../testing/testSql.ts';

/** Tables without a user of their own, each with what keeps it from people: kipux_app has no more than what is said. */
const WITHOUT_POLICY: Record<string, 'nothing' | 'SELECT'> = {
  _prisma_migrations: 'nothing',
  session: 'nothing',
  login_failures: 'nothing',
  payment_events: 'nothing',
  payment_departures: 'nothing',
  invitations: 'nothing',
  audit_log: 'nothing',
  usage_totals: 'nothing',
  server_state: 'SELECT',
  subscription_plans: 'SELECT',
};

const PERMISSION_DENIED = '42501';
const FOREIGN_KEY_VIOLATION = '23503';
const A = randomUUID();
const B = randomUUID();
const rowsOf = new Map<string, { conversation: string; message: string }>();
let sql: TestSql;

beforeAll(async () => {
  sql = openTestSql();
  for (const user of [A, B]) {
    const [conversation, message] = [randomUUID(), randomUUID()];
    rowsOf.set(user, { conversation, message });
    await sql.asSystem("INSERT INTO users (id, email, password_hash) VALUES ($1, $2, 'x')", [
      user,
      `${user}@example.org`,
    ]);
    await sql.asSystem(
      `WITH s AS (INSERT INTO user_subscriptions (user_id, id, plan_code, status, current_period_start) VALUES ($1, $1, 'free', 'active', now())),
        p AS (INSERT INTO usage_periods (user_id, period_start) VALUES ($1, now())),
        l AS (INSERT INTO usage_ledger (user_id, period_start, day, kind, model, messages, tokens)
          VALUES ($1, now(), now(), 'answer', 'm', 1, 1)),
        h AS (INSERT INTO usage_reservations (user_id, message_id, period_start, day, model, prompt_tokens, tokens)
          VALUES ($1, $3, now(), now(), 'm', 1, 1)),
        d AS (INSERT INTO usage_days (user_id, day, model) VALUES ($1, now(), 'm')),
        t AS (INSERT INTO tombstones (user_id, type, id, seq) VALUES ($1, 'conversation', $1, 1)),
        c AS (INSERT INTO conversations (user_id, id, seq) VALUES ($1, $2, 1)),
        m AS (INSERT INTO messages (user_id, id, conversation_id, role, status, content, position, seq)
          VALUES ($1, $3, $2, 'user', 'complete', 'zarzamora', 1, 1)),
        r AS (INSERT INTO message_retrievals (user_id, message_id, retrieval) VALUES ($1, $3, '{}'))
       INSERT INTO generation_leases (user_id, message_id, owner, expires_at) VALUES ($1, $3, 'test', now() + interval '1 day')`,
      [user, conversation, message],
    );
  }
});

afterAll(async () => {
  await sql.asSystem('DELETE FROM users WHERE id = ANY($1)', [[A, B]]);
  await sql.close();
});

type Table = { name: string; owner: 'id' | 'user_id' };

async function tenantTables(): Promise<Table[]> {
  const rows = await sql.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
     AND c.relrowsecurity ORDER BY 1`,
  );
  return rows.map(({ name }) => ({ name, owner: name === 'users' ? 'id' : 'user_id' }));
}

/** Runs as kipux_app; the setting is left out for nobody. Undone afterwards. */
function asPerson(user: string | undefined, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  return sql.rolledBack(async (client) => {
    await client.query("SELECT set_config('role', 'kipux_app', true)");
    if (user !== undefined) await client.query("SELECT set_config('app.user_id', $1, true)", [user]);
    await work(client);
  });
}

/** The SQLSTATE that a statement fails with, undone; `none` when it works. */
async function codeOf(client: pg.PoolClient, statement: string, parameters: unknown[] = []): Promise<string> {
  await client.query('SAVEPOINT attempt');
  try {
    await client.query(statement, parameters);
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT attempt');
  }
}

async function count(client: pg.PoolClient, statement: string, parameters: unknown[] = []): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${statement}`,
    parameters,
  );
  return rows[0]?.count ?? -1;
}

/** Tables of schema public that nothing keeps apart by user, or not completely. */
async function unprotectedTables(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'f', 'v') AND NOT (
       c.relrowsecurity AND c.relforcerowsecurity
       AND coalesce((SELECT array_agg(p.roles[1] ORDER BY p.roles[1]) = ARRAY['kipux_app', 'kipux_system']::name[]
           AND bool_and(p.cmd = 'ALL' AND array_length(p.roles, 1) = 1
             AND (p.roles[1] = 'kipux_system' OR p.qual ~ '^\\((user_)?id = \\( SELECT kipux_current_user_id' AND p.with_check = p.qual))
         FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname), false))
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name).filter((name) => !(name in WITHOUT_POLICY));
}

test('case 49: every table is kept apart by user, or is named as one that has no user', async () => {
  await sql.rolledBack(async (client) => expect(await unprotectedTables(client)).toEqual([]));
  const names = (await tenantTables()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['users', 'conversations', 'messages', 'tombstones']));
});

test('case 49: a new table without a policy, or with half of one, is found', async () => {
  await sql.rolledBack(async (client) => {
    const found = async (change: string) => {
      await client.query(change);
      return unprotectedTables(client);
    };
    const policy = (role: string, rows: string) =>
      `CREATE POLICY ${role} ON secrets TO ${role} USING (${rows}) WITH CHECK (${rows})`;
    expect(await found('CREATE TABLE secrets (user_id uuid)')).toEqual(['secrets']);
    expect(await found('ALTER TABLE secrets ENABLE ROW LEVEL SECURITY')).toEqual(['secrets']);
    expect(await found('ALTER TABLE secrets FORCE ROW LEVEL SECURITY')).toEqual(['secrets']);
    expect(await found(policy('kipux_system', 'true'))).toEqual(['secrets']);
    expect(await found(policy('kipux_app', 'true'))).toEqual(['secrets']);
    await client.query('DROP POLICY kipux_app ON secrets');
    expect(await found(policy('kipux_app', 'user_id = (SELECT kipux_current_user_id())'))).toEqual([]);
    expect(await found('CREATE POLICY everybody ON secrets USING (true) WITH CHECK (true)')).toEqual([
      'secrets',
    ]);
  });
});

test('case 49: tables without a policy show people nothing, or what is public', async () => {
  await asPerson(A, async (client) => {
    for (const [name, allowed] of Object.entries(WITHOUT_POLICY)) {
      const { rows } = await client.query<{ privilege: string }>(
        `SELECT DISTINCT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) privilege WHERE has_any_column_privilege($1, privilege)
         UNION SELECT DISTINCT privilege FROM unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) privilege WHERE has_table_privilege($1, privilege)`,
        [name],
      );
      expect([name, rows.map(({ privilege }) => privilege)]).toEqual([
        name,
        allowed === 'nothing' ? [] : [allowed],
      ]);
    }
  });
});

test('case 49: without a user there is no row and nothing can be written', async () => {
  const tables = await tenantTables();
  await asPerson(undefined, async (client) => {
    for (const { name } of tables) {
      const readable = name === 'users' ? '(SELECT id FROM users) users' : name;
      expect([name, await count(client, readable)]).toEqual([name, 0]);
      expect([name, await codeOf(client, `INSERT INTO ${name} DEFAULT VALUES`)]).toEqual([
        name,
        PERMISSION_DENIED,
      ]);
    }
    await client.query("SELECT set_config('app.user_id', '', true)"); // what a used connection has
    for (const { name } of tables) {
      const readable = name === 'users' ? '(SELECT id FROM users) users' : name;
      expect([name, await count(client, readable)]).toEqual([name, 0]);
    }
  });
});

test('case 49: the server’s own role sees nothing either until it takes one of the two', async () => {
  const tables = await tenantTables();
  await sql.rolledBack(async (client) => {
    for (const { name } of tables) expect([name, await count(client, name)]).toEqual([name, 0]);
  });
});

test('case 49: in one user’s context there are that user’s rows only, and no row can be given away', async () => {
  const tables = await tenantTables();
  await asPerson(A, async (client) => {
    for (const { name, owner } of tables) {
      const readable = `(SELECT ${owner} FROM ${name}) readable`;
      expect([name, await count(client, `${readable} WHERE ${owner} <> $1`, [A])]).toEqual([name, 0]);
      const insert = `INSERT INTO ${name} (${owner}) VALUES ($1)`;
      expect([name, await codeOf(client, insert, [B])]).toEqual([name, PERMISSION_DENIED]);
      // Of tables that this test does not fill there is nothing to be given away.
      const giveAway = `UPDATE ${name} SET ${owner} = $1 WHERE ${owner} = $2`;
      const hasRows = (await count(client, readable)) > 0;
      const outcome = hasRows ? await codeOf(client, giveAway, [B, A]) : PERMISSION_DENIED;
      expect([name, outcome]).toEqual([name, PERMISSION_DENIED]);
    }
  });
  for (const name of [
    'users',
    'conversations',
    'messages',
    'message_retrievals',
    'generation_leases',
    'tombstones',
    'usage_periods',
    'usage_ledger',
    'usage_reservations',
    'usage_days',
  ]) {
    const owner = name === 'users' ? 'id' : 'user_id';
    const rows = await sql.asSystem(`SELECT 1 FROM ${name} WHERE ${owner} = ANY($1)`, [[A, B]]);
    expect([name, rows.length]).toEqual([name, 2]); // there was something to be hidden
  }
});

test('case 49: no role that the server takes can pass by the policies', async () => {
  const roles = await sql.query<{ name: string; passes: boolean }>(
    `SELECT rolname AS name, rolsuper OR rolbypassrls AS passes FROM pg_roles
     WHERE rolname IN (current_user, session_user, 'kipux_app', 'kipux_system')`,
  );
  expect(roles).toHaveLength(3);
  expect(roles.filter(({ passes }) => passes)).toEqual([]);
});

test.each([
  ['read a password’s hash', 'SELECT password_hash FROM users'],
  ['read it through the whole row', 'SELECT * FROM users'],
  ['become admin', "UPDATE users SET role = 'admin'"],
  ['take another e-mail', "UPDATE users SET email = 'x'"],
  ['lift a suspension', 'UPDATE users SET suspended_at = NULL'],
  ['change the plan', "UPDATE user_subscriptions SET plan_code = 'team'"],
  ['add a plan', 'INSERT INTO user_subscriptions SELECT * FROM user_subscriptions'],
  ['change what a plan offers', 'UPDATE subscription_plans SET message_limit = NULL'],
  ['forget what was used', 'DELETE FROM usage_periods'],
  ['forget why', 'DELETE FROM usage_ledger'],
  ['change the ledger', 'UPDATE usage_ledger SET tokens = 0'],
  ['empty the ledger', 'TRUNCATE usage_ledger'],
  ['forget what was deleted', 'DELETE FROM tombstones'],
  ['forget what was done', 'DELETE FROM change_receipts'],
  ['read sessions', 'SELECT sid FROM session'],
  ['become kipux_system', "SELECT 1 FROM (SELECT set_config('role', 'postgres', true)) x"],
])('case 49: in a person’s context nobody can %s', async (_what, statement) => {
  await asPerson(A, async (client) => expect(await codeOf(client, statement)).toBe(PERMISSION_DENIED));
});

test.each(['UPDATE usage_ledger SET tokens = 0', 'DELETE FROM usage_ledger', 'TRUNCATE usage_ledger'])(
  'the ledger is added to alone, by the system too: %s',
  async (statement) => {
    await sql.rolledBack(async (client) => {
      await client.query("SELECT set_config('role', 'kipux_system', true)");
      expect(await codeOf(client, statement)).toBe(PERMISSION_DENIED);
      // with its user it goes, whoever deletes the user
      await client.query('DELETE FROM users WHERE id = $1', [A]);
      expect(await count(client, 'usage_ledger WHERE user_id = $1', [A])).toBe(0);
      expect(await count(client, 'usage_ledger WHERE user_id = $1', [B])).toBe(1);
    });
  },
);

test('the database cannot point across users, and every reference between users’ tables says so', async () => {
  const mine = rowsOf.get(A);
  const yours = rowsOf.get(B);
  await sql.rolledBack(async (client) => {
    await client.query("SELECT set_config('role', 'kipux_system', true)");
    const insert = `INSERT INTO messages (user_id, id, conversation_id, parent_id, role, status, position, seq)
      VALUES ($1, gen_random_uuid(), $2, $3, 'user', 'complete', 1, 1)`;
    expect(await codeOf(client, insert, [A, mine?.conversation, mine?.message])).toBe('none');
    expect(await codeOf(client, insert, [A, yours?.conversation, null])).toBe(FOREIGN_KEY_VIOLATION);
    expect(await codeOf(client, insert, [A, mine?.conversation, yours?.message])).toBe(FOREIGN_KEY_VIOLATION);
  });
  const references = await sql.query<{ name: string }>(
    `SELECT k.conname AS name FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND f.relrowsecurity AND t.relrowsecurity AND t.relname <> 'users' AND NOT EXISTS (
       SELECT FROM unnest(k.conkey, k.confkey) WITH ORDINALITY pair (here, there, n)
       JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.here AND a.attname = 'user_id'
       JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.there AND b.attname = 'user_id')`,
  );
  expect(references).toEqual([]);
});

test('case 49: functions that pass by the policies take the user from the context alone', async () => {
  const search = "kipux_search_messages('zarzamora'::tsquery, 10)";
  await asPerson(undefined, async (client) => expect(await count(client, search)).toBe(0));
  await asPerson(A, async (client) => {
    const { rows } = await client.query(`SELECT message_id FROM ${search}`);
    expect(rows).toEqual([{ message_id: rowsOf.get(A)?.message }]);
  });
  const definers = await sql.query<{ name: string; settings: string[] | null }>(
    `SELECT proname AS name, proconfig AS settings FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace`,
  );
  expect(definers.map(({ name }) => name)).toContain('kipux_search_messages');
  for (const { name, settings } of definers) {
    expect([name, settings?.some((setting) => /^search_path=.*pg_temp$/.test(setting))]).toEqual([
      name,
      true,
    ]);
  }
});
