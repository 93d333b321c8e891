import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '#platform/config.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { sendRaw } from '#platform/testing/rawRequest.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { assertAdmin } from '../accounts/index.ts';
import { restoreUser } from './userActs.ts';

const forAdmins = Object.entries<Endpoint>(endpoints).filter(([, { path }]) => path.startsWith('/api/admin'));
let server: TestServer;
let sql: TestSql;
let person: Person;
let database: Database;

beforeAll(async () => {
  sql = openTestSql();
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
  server = await startTestServer({}, 'hand');
  person = await signUp(server.url);
  await sql.asSystem("UPDATE users SET role = 'user' WHERE id = $1", [person.user.id]);
});

afterAll(async () => {
  await server.close();
  await database.close();
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

test.each(['suspended_at', 'deletion_requested_at'])(
  'case 36: an admin’s request that waited in line while %s was set does nothing',
  async (field) => {
    const admin = await signUp(server.url);
    const { id } = admin.user;
    await sql.asSystem(`UPDATE users SET role = 'admin', ${field} = now() WHERE id = $1`, [id]);
    const config = readConfig({ DATABASE_URL: inject('databaseUrl'), KIPUX_DATA_DIR: tmpdir() });
    const refused = { code: 'not_signed_in' };
    await expect(assertAdmin({ database, config }, id)).rejects.toMatchObject(refused);
    const lifted = restoreUser({ database }, { id, address: null }, id);
    await expect(lifted).rejects.toMatchObject(refused);
    const [row] = await sql.asSystem<{ at: Date | null }>(`SELECT ${field} AS at FROM users WHERE id = $1`, [
      id,
    ]);
    expect(row?.at).toBeInstanceOf(Date);
  },
);

test('what a demoted admin had begun is refused inside its transaction', async () => {
  const { id } = person.user;
  const act = restoreUser({ database }, { id, address: null }, id);
  await expect(act).rejects.toMatchObject({ code: 'forbidden' });
});
