import { generate } from 'otplib';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { makeAdmin } from '#platform/testing/makeAdmin.ts';
import { logIn, PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { endUserTwoFactor } from './userActs.ts';

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

const by = ({ user }: Person) => ({ params: { id: user.id } });

async function entriesAbout(target: string) {
  return (await admin.call(endpoints.listAuditLog, { query: { target } })).entries.toReversed();
}

test('whoever is suspended is out until restored; each act is in the audit log once, with who, whom and from where', async () => {
  const person = await signUp(server.url);
  const { user } = await admin.call(endpoints.suspendUser, by(person));
  expect(user.suspendedAt).not.toBeNull();
  await admin.call(endpoints.suspendUser, by(person)); // again: nothing to be done
  expect((await person.fetch('/api/account')).status).toBe(401);
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await admin.call(endpoints.restoreUser, { ...by(person), body: {} })).user.suspendedAt).toBeNull();
  await logIn(server.url, person);
  const entries = await entriesAbout(person.email);
  expect(entries.map(({ act }) => act)).toEqual(['user_suspended', 'user_restored']);
  expect(entries[0]).toMatchObject({
    actor: { id: admin.user.id, name: admin.email },
    target: { type: 'user', id: person.user.id, name: person.email },
    address: '127.0.0.1',
  });
});

test('a role is given and taken with the sessions of before', async () => {
  const person = await signUp(server.url);
  await admin.call(endpoints.setUserRole, { ...by(person), body: { role: 'admin' } });
  expect((await person.fetch('/api/account')).status).toBe(401);
  const again = await logIn(server.url, person);
  await again.call(endpoints.getOverview, {});
  await admin.call(endpoints.setUserRole, { ...by(person), body: { role: 'user' } });
  const last = await logIn(server.url, person);
  await expect(last.call(endpoints.getOverview, {})).rejects.toMatchObject({ code: 'forbidden' });
  expect((await entriesAbout(person.user.id)).map(({ changes }) => changes)).toEqual([
    [{ field: 'role', before: 'user', after: 'admin' }],
    [{ field: 'role', before: 'admin', after: 'user' }],
  ]);
});

test('a plan that is given by hand holds at once', async () => {
  const person = await signUp(server.url);
  const give = (plan: string) => admin.call(endpoints.assignPlan, { ...by(person), body: { plan } });
  expect((await give('team')).user.plan).toEqual({ code: 'team', name: 'Team' });
  expect((await person.call(endpoints.getSession, {})).plan.code).toBe('team');
  expect((await give('pro')).user.subscription).toMatchObject({ plan: { code: 'pro' }, status: 'active' });
  await expect(give('no-such-plan')).rejects.toMatchObject({ code: 'not_found' });
  const { users } = await admin.call(endpoints.listUsers, { query: { plan: 'pro', search: person.email } });
  expect(users.map(({ id }) => id)).toEqual([person.user.id]);
  const changes = (await entriesAbout(person.email)).map((entry) => entry.changes[0]);
  expect(changes).toEqual([
    { field: 'plan', before: 'free', after: 'team' },
    { field: 'plan', before: 'team', after: 'pro' },
  ]);
});

test('whoever an admin deletes cannot take it back by logging in; restoring can', async () => {
  const person = await signUp(server.url);
  const { user } = await admin.call(endpoints.deleteUser, by(person));
  expect(Date.parse(user.deletesAt ?? '') - Date.now()).toBeGreaterThan(13 * 86_400_000);
  expect((await person.fetch('/api/account')).status).toBe(401);
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'forbidden' });
  await admin.call(endpoints.restoreUser, { ...by(person), body: {} });
  expect((await logIn(server.url, person)).user.id).toBe(person.user.id);
});

test('restoring takes back what it is asked to, and the audit log says what that was', async () => {
  const person = await signUp(server.url);
  const restore = (what: 'suspension' | 'deletion') =>
    admin.call(endpoints.restoreUser, { ...by(person), body: { what } });
  await admin.call(endpoints.suspendUser, by(person));
  await admin.call(endpoints.deleteUser, by(person));
  const { user } = await restore('deletion');
  expect([user.suspendedAt === null, user.deletesAt]).toEqual([false, null]);
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'forbidden' });
  await restore('suspension');
  await restore('suspension'); // again: nothing to be done
  await logIn(server.url, person);
  const [, , first, second, ...more] = await entriesAbout(person.email);
  expect(first?.changes).toEqual([{ field: 'deletesAt', before: expect.any(String), after: null }]);
  expect(second?.changes).toEqual([{ field: 'suspendedAt', before: expect.any(String), after: null }]);
  expect(more).toEqual([]);
});

test('who is being deleted is counted and listed as leaving, not as suspended', async () => {
  const person = await signUp(server.url);
  const suspended = async () => (await admin.call(endpoints.getOverview, {})).users.suspended;
  const before = await suspended();
  await admin.call(endpoints.suspendUser, by(person));
  expect(await suspended()).toBe(before + 1);
  await admin.call(endpoints.deleteUser, by(person));
  expect(await suspended()).toBe(before);
});

test('a link for another password that is not made says why', async () => {
  const person = await signUp(server.url);
  const make = (email: string) => admin.call(endpoints.createResetLink, { body: { email } });
  for (let made = 0; made < 3; made += 1) await make(person.email);
  await expect(make(person.email)).rejects.toMatchObject({
    code: 'rate_limited',
    details: { retryAfterSeconds: 900 },
  });
  await admin.call(endpoints.suspendUser, by(person));
  await expect(make(person.email)).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('suspended'),
  });
  await expect(make('nobody@example.org')).rejects.toMatchObject({ code: 'not_found' });
});

test('signing somebody out ends all their sessions', async () => {
  const person = await signUp(server.url);
  const elsewhere = await logIn(server.url, person);
  await admin.call(endpoints.endUserSessions, by(person));
  const statuses = [await person.fetch('/api/account'), await elsewhere.fetch('/api/account')];
  expect(statuses.map(({ status }) => status)).toEqual([401, 401]);
});

test('whoever lost their authenticator gets in with the password again, signed out everywhere before', async () => {
  const person = await signUp(server.url);
  const { secret } = await person.call(endpoints.beginTwoFactor, { body: { password: PASSWORD } });
  await person.call(endpoints.confirmTwoFactor, { body: { code: await generate({ secret }) } });
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'second_factor_required' });
  const database = openDatabase({ url: inject('databaseUrl'), poolSize: 1, log: createLog('silent') });
  onTestFinished(() => database.close());
  const actor = { systemUser: 'root' };
  expect((await endUserTwoFactor({ database }, actor, person.user.id)).twoFactor).toBe(false);
  expect((await person.fetch('/api/account')).status).toBe(401);
  const again = await logIn(server.url, person);
  await endUserTwoFactor({ database }, actor, person.user.id); // again: nothing to be done
  expect((await again.fetch('/api/account')).status).toBe(200);
  expect(await again.call(endpoints.getSecurity, {})).toMatchObject({
    twoFactor: false,
    recoveryCodesLeft: 0,
  });
  const entries = await entriesAbout(person.email);
  expect(entries.map(({ act, actor: { name } }) => [act, name])).toEqual([
    ['user_two_factor_ended', 'command line (root)'],
  ]);
});
