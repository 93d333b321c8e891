import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAdmin } from '#platform/testing/makeAdmin.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';

let server: TestServer;
let sql: TestSql;
let admin: Person;
const made: string[] = [];

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
  admin = await makeAdmin(sql, await signUp(server.url));
});

afterAll(async () => {
  await server.close();
  // Other tests count on the plans that everybody begins with.
  await sql.asSystem('DELETE FROM user_subscriptions WHERE plan_code = ANY($1)', [made]);
  await sql.asSystem('DELETE FROM subscription_plans WHERE code = ANY($1)', [made]);
  await sql.close();
});

const TERMS = {
  name: 'Mío',
  priceMonthly: '9.50',
  currency: 'EUR',
  messageLimit: 5,
  tokenLimit: null,
  maxStorageMb: 10,
  maxDocuments: null,
  allowRag: true,
  allowWebSearch: false,
  models: null,
  position: 50,
};

async function newPlan(): Promise<string> {
  const code = `own-${crypto.randomUUID().slice(0, 8)}a`;
  made.push(code, `${code}-2`, `${code}-3`);
  const { plan } = await admin.call(endpoints.createPlan, { body: { ...TERMS, code } });
  expect(plan).toEqual({ ...TERMS, code, isDefault: false, subscribers: 0, retiredAt: null });
  return code;
}

async function subscriber(plan: string): Promise<Person> {
  const person = await signUp(server.url);
  await admin.call(endpoints.assignPlan, { params: { id: person.user.id }, body: { plan } });
  return person;
}

const planOf = async (person: Person) => (await person.call(endpoints.getUsage, {})).plan;
const offered = async () => (await admin.call(endpoints.listPlans, {})).plans.map(({ code }) => code);
const change = (code: string, body: object) => admin.call(endpoints.updatePlan, { params: { code }, body });

test('a plan of one’s own is offered and holds; the same code again is refused', async () => {
  const code = await newPlan();
  expect(await offered()).toContain(code);
  expect(await planOf(await subscriber(code))).toMatchObject({ code, messageLimit: 5, priceMonthly: '9.50' });
  await expect(admin.call(endpoints.createPlan, { body: { ...TERMS, code } })).rejects.toMatchObject({
    code: 'id_taken',
  });
});

test('a change for those to come leaves who has the plan alone; the next ones get the new terms', async () => {
  const code = await newPlan();
  const before = await subscriber(code);
  const { plan } = await change(code, { messageLimit: 1, priceMonthly: '12' });
  expect(plan).toMatchObject({
    code: `${code}-2`,
    messageLimit: 1,
    priceMonthly: '12.00',
    subscribers: 0,
    name: 'Mío',
  });
  expect(await planOf(before)).toMatchObject({ code, messageLimit: 5, priceMonthly: '9.50' });
  expect(await planOf(await subscriber(plan.code))).toMatchObject({ messageLimit: 1 });
  expect(await offered()).toEqual(expect.arrayContaining([plan.code]));
  expect(await offered()).not.toContain(code);
  expect((await change(plan.code, { messageLimit: 2 })).plan.code).toBe(`${code}-3`);
});

test('a plan that somebody may be about to pay for is not changed under their eyes', async () => {
  const code = await newPlan();
  const person = await signUp(server.url);
  await sql.asSystem(
    `INSERT INTO payment_customers (user_id, customer_id, checkout_at, checkout_plan)
     VALUES ($1, $2, now() - interval '24 hours', $3)`,
    [person.user.id, `cus_${code}`, code],
  );
  expect((await change(code, { priceMonthly: '19' })).plan.code).toBe(`${code}-2`);
  expect((await change(`${code}-2`, { priceMonthly: '29' })).plan.code).toBe(`${code}-2`);
});

test('a change for everyone holds at once for who has the plan; one that nobody has changes in place', async () => {
  const code = await newPlan();
  expect((await change(code, { messageLimit: null })).plan).toMatchObject({ code, messageLimit: null });
  const person = await subscriber(code);
  expect((await change(code, { messageLimit: 7, appliesTo: 'everyone' })).plan).toMatchObject({
    code,
    subscribers: 1,
  });
  expect(await planOf(person)).toMatchObject({ code, messageLimit: 7 });
});

test('a retired plan is not offered and stays with who has it; the default one cannot be retired', async () => {
  const code = await newPlan();
  const person = await subscriber(code);
  const { plan } = await admin.call(endpoints.retirePlan, { params: { code } });
  expect([plan.subscribers, plan.retiredAt === null]).toEqual([1, false]);
  expect(await offered()).not.toContain(code);
  expect((await planOf(person)).code).toBe(code);
  await admin.call(endpoints.offerPlan, { params: { code } });
  expect(await offered()).toContain(code);
  const retiring = admin.call(endpoints.retirePlan, { params: { code: 'free' } });
  await expect(retiring).rejects.toMatchObject({ code: 'plan_is_default' });
});

test.each([
  ['a price with a comma', { priceMonthly: '9,50' }],
  ['a price of three decimals', { priceMonthly: '9.505' }],
  ['a price in floating point', { priceMonthly: 9.5 }],
  ['a negative limit', { messageLimit: -1 }],
  ['a limit beyond what is stored', { tokenLimit: 2 ** 31 }],
  ['a currency in words', { currency: 'euros' }],
  ['no model at all', { models: [] }],
])('a plan with %s is refused', async (_what, wrong) => {
  const body = { ...TERMS, code: 'never', ...wrong };
  const answer = await admin.fetch('/api/admin/plans', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(400);
});
