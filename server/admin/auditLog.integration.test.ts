import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAdmin } from '#platform/testing/makeAdmin.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';

let server: TestServer;
let sql: TestSql;
let admin: Person;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
  admin = await makeAdmin(sql, await signUp(server.url));
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

const entriesAbout = async (target: string, by: Person = admin) =>
  (await by.call(endpoints.listAuditLog, { query: { target } })).entries;

/** `none` is the owner that the server connects as. */
test.each(['kipux_app', 'kipux_system', 'none'])(
  'as %s the audit log can neither be changed nor emptied',
  async (role) => {
    await admin.call(endpoints.endUserSessions, { params: { id: (await signUp(server.url)).user.id } });
    await sql.rolledBack(async (client) => {
      await client.query("SELECT set_config('role', $1, true)", [role]);
      for (const statement of [
        "UPDATE audit_log SET act = 'nothing'",
        'DELETE FROM audit_log',
        'DELETE FROM audit_log WHERE false',
        'TRUNCATE audit_log',
        'MERGE INTO audit_log USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE',
      ]) {
        await client.query('SAVEPOINT attempt');
        expect([statement, await client.query(statement).then(() => 'done', codeOf)]).toEqual([
          statement,
          '42501',
        ]);
        await client.query('ROLLBACK TO SAVEPOINT attempt');
      }
    });
  },
);

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error);

test('a person’s own role neither reads the audit log nor adds to it', async () => {
  for (const statement of [
    'SELECT FROM audit_log',
    "INSERT INTO audit_log (actor_name, act) VALUES ('x', 'x')",
  ]) {
    await sql.rolledBack(async (client) => {
      await client.query("SELECT set_config('role', 'kipux_app', true)");
      expect(await client.query(statement).then(() => 'done', codeOf)).toBe('42501');
    });
  }
});

test('an act that fails leaves no entry, one that is done leaves one that outlives both', async () => {
  const other = await makeAdmin(sql, await signUp(server.url));
  const person = await signUp(server.url);
  const params = { id: person.user.id };
  const failing = other.call(endpoints.assignPlan, { params, body: { plan: 'no-plan' } });
  await expect(failing).rejects.toMatchObject({ code: 'not_found' });
  expect(await entriesAbout(person.email)).toEqual([]);
  await other.call(endpoints.assignPlan, { params, body: { plan: 'pro' } });
  await sql.asSystem('DELETE FROM users WHERE id = ANY($1)', [[person.user.id, other.user.id]]);
  expect(await entriesAbout(person.email)).toEqual([
    expect.objectContaining({
      actor: { id: other.user.id, name: other.email },
      target: { type: 'user', id: person.user.id, name: person.email },
      changes: [{ field: 'plan', before: 'free', after: 'pro' }],
    }),
  ]);
});

test('entries come in pages, the latest first, and are found by who, whom and what', async () => {
  const person = await signUp(server.url);
  const params = { id: person.user.id };
  for (const plan of ['pro', 'team', 'free'])
    await admin.call(endpoints.assignPlan, { params, body: { plan } });
  await admin.call(endpoints.endUserSessions, { params });
  const find = (query: object) =>
    admin.call(endpoints.listAuditLog, { query: { target: person.email, ...query } });
  const all = (await find({})).entries;
  expect(all.map(({ act, changes }) => [act, changes[0]?.after])).toEqual([
    ['user_sessions_ended', undefined],
    ['user_plan_assigned', 'free'],
    ['user_plan_assigned', 'team'],
    ['user_plan_assigned', 'pro'],
  ]);
  const first = await find({ limit: 3 });
  const { nextCursor: cursor = '' } = first;
  const second = await find({ limit: 3, cursor });
  expect([...first.entries, ...second.entries]).toEqual(all);
  expect(second.nextCursor).toBeUndefined();
  expect((await find({ act: 'user_sessions_ended' })).entries).toEqual(all.slice(0, 1));
  expect((await find({ actor: admin.email })).entries).toEqual(all);
  expect((await find({ actor: person.email })).entries).toEqual([]);
  expect((await find({ actor: admin.user.id, target: person.user.id })).entries).toEqual(all);
});

test('no entry holds a secret: neither a link nor an invitation', async () => {
  const person = await signUp(server.url);
  const link = await admin.call(endpoints.createResetLink, { body: { email: person.email } });
  const invited = `${crypto.randomUUID()}@example.org`;
  const { url, invitation } = await admin.call(endpoints.createInvitation, { body: { email: invited } });
  await admin.call(endpoints.deleteInvitation, { params: { id: invitation.id } });
  const entries = [...(await entriesAbout(person.email)), ...(await entriesAbout(invited))];
  expect(entries.map(({ act }) => act)).toEqual([
    'reset_link_created',
    'invitation_deleted',
    'invitation_created',
  ]);
  const rows = await sql.asSystem<{ row: string }>(
    'SELECT audit_log::text AS row FROM audit_log WHERE target_name = ANY($1)',
    [[person.email, invited]],
  );
  expect(rows).toHaveLength(3);
  for (const secret of [link.url, url].map((address) => address.split('#')[1] ?? 'none')) {
    expect(rows.filter(({ row }) => row.includes(secret))).toEqual([]);
  }
});
