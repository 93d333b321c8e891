import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, signUp } from '#platform/testing/person.ts';
import { sendRaw } from '#platform/testing/rawRequest.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { endpoints } from '#shared/endpoints/index.ts';

const forAdmins = Object.entries<Endpoint>(endpoints).filter(([, { path }]) => path.startsWith('/api/admin'));
let server: TestServer;
let sql: TestSql;
let person: Person;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
  person = await signUp(server.url);
  await sql.asSystem("UPDATE users SET role = 'user' WHERE id = $1", [person.user.id]);
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

test('everything under /api/admin is declared to be for admins, and nothing else is', () => {
  expect(forAdmins.length).toBeGreaterThan(25);
  for (const [name, { auth }] of forAdmins) expect([name, auth]).toEqual([name, 'admin']);
  const elsewhere = Object.values<Endpoint>(endpoints).filter(({ path }) => !path.startsWith('/api/admin'));
  expect(elsewhere.filter(({ auth }) => auth === 'admin')).toEqual([]);
});

test.each([
  ['without a session', 401, 'not_signed_in', () => ''],
  ['to a user who is no admin', 403, 'forbidden', () => person.cookie()],
])('nothing for admins answers %s, whatever is sent', async (_who, status, code, cookie) => {
  for (const [name, { method, path }] of forAdmins) {
    for (const body of ['', '{}', 'garbage']) {
      const answer = await sendRaw(server.url, {
        method,
        path: path.replace(/:\w+/, person.user.id),
        headers: { cookie: cookie(), 'content-type': 'application/json' },
        body,
      });
      expect([name, answer.status, answer.text.includes(`"${code}"`)]).toEqual([name, status, true]);
    }
  }
  expect(await sql.asSystem('SELECT 1 FROM audit_log WHERE actor_id = $1', [person.user.id])).toEqual([]);
});

test('an admin who is demoted is no admin with the next request', async () => {
  const make = (role: string) =>
    sql.asSystem('UPDATE users SET role = $2::role WHERE id = $1', [person.user.id, role]);
  const look = async () => (await person.fetch('/api/admin/settings')).status;
  await make('admin');
  expect(await look()).toBe(200);
  await make('user');
  expect(await look()).toBe(403);
});
