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

test('users are found by any part of e-mail or name, whatever the case and accents, and come in pages', async () => {
  const mark = crypto.randomUUID().slice(0, 8);
  const people = [];
  for (const name of ['Ñandú Pérez', 'nandu perez', 'Otra']) {
    const person = await signUp(server.url, { email: `${mark}-${people.length}@example.org` });
    await person.call(endpoints.updateAccount, { body: { name } });
    people.push(person);
  }
  const find = async (query: object) =>
    (await admin.call(endpoints.listUsers, { query: { search: mark, ...query } })).users.map(
      ({ email }) => email,
    );
  const emails = people.map(({ email }) => email).toReversed();
  expect(await find({})).toEqual(emails);
  expect(await find({ search: 'ÑANDU PEREZ' })).toEqual(expect.arrayContaining(emails.slice(1)));
  expect(await find({ search: '%' })).toEqual([]);
  const first = await admin.call(endpoints.listUsers, { query: { search: mark, limit: 2 } });
  expect(first.users.map(({ email }) => email)).toEqual(emails.slice(0, 2));
  const { nextCursor: cursor } = first;
  const second = await admin.call(endpoints.listUsers, {
    query: { search: mark, limit: 2, ...(cursor && { cursor }) },
  });
  expect([second.users.map(({ email }) => email), second.nextCursor]).toEqual([emails.slice(2), undefined]);
  expect(await find({ plan: 'free' })).toEqual(emails);
  expect(await find({ plan: 'pro' })).toEqual([]);
  expect(await find({ role: 'admin' })).toEqual([]);
  expect(await find({ state: 'suspended' })).toEqual([]);
});

test('every list and number of the desk answers by its contract', async () => {
  const range = { from: '2026-11-01', to: '2026-11-30' };
  await admin.call(endpoints.getUser, { params: { id: admin.user.id } });
  await admin.call(endpoints.listSubscriptions, { query: { status: 'active', limit: 1 } });
  await admin.call(endpoints.getOverview, {});
  await admin.call(endpoints.getUsageByDay, { query: range });
  await admin.call(endpoints.getUsageByModel, { query: range });
  await admin.call(endpoints.getUsageByUser, { query: { ...range, by: 'messages' } });
  for (const state of ['waiting', 'active', 'failed'] as const) {
    const { counts } = await admin.call(endpoints.listJobs, { query: { state } });
    expect(counts[state]).toBeGreaterThanOrEqual(0);
  }
  const health = await admin.call(endpoints.getHealth, {});
  expect(health).toMatchObject({ database: { isWell: true }, provider: { isWell: true, kind: 'local' } });
  expect(health.processes).toBeGreaterThan(0);
  expect(await admin.call(endpoints.getAdminSettings, {})).toMatchObject({
    defaultPlan: 'free',
    allowedModels: null,
  });
  await expect(
    admin.call(endpoints.getUsageByDay, { query: { from: '2020-01-01', to: '2026-01-01' } }),
  ).rejects.toMatchObject({ code: 'validation_failed' });
  await expect(admin.call(endpoints.getUser, { params: { id: crypto.randomUUID() } })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('subscriptions come in pages, each once', async () => {
  await signUp(server.url);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await admin.call(endpoints.listSubscriptions, {
      query: { limit: 200, ...(cursor && { cursor }) },
    });
    seen.push(...page.subscriptions.map(({ user, id }) => `${user.id} ${id}`));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const [counted] = await sql.asSystem<{ count: number }>('SELECT count(*)::int FROM user_subscriptions');
  expect([seen.length, new Set(seen).size]).toEqual([counted?.count, counted?.count]);
});
