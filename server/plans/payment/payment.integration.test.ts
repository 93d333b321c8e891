import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { type Person, signUp } from '#platform/testing/person.ts';
import {
  type ScriptedStripe,
  type SignedEvent,
  startScriptedStripe,
} from '#platform/testing/scriptedStripe.ts';
import { DAY, newPrice, seconds } from '#platform/testing/stripeObjects.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { assignPlan } from '../index.ts';

let stripe: ScriptedStripe;
let server: TestServer;
let sql: TestSql;

beforeAll(async () => {
  sql = openTestSql();
  stripe = await startScriptedStripe();
  server = await startTestServer(stripe.environment, 'hand');
});

afterEach(() => stripe.play({}));

afterAll(async () => {
  await server.close();
  await stripe.close();
  await sql.close();
});

async function deliver({ body, signature }: SignedEvent, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/api/payments/stripe`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature, ...headers },
  });
  return response.status;
}

const checkout = (person: Person, planCode = 'pro') =>
  person.call(endpoints.beginCheckout, { body: { planCode } });
const planOf = async (person: Person) => (await person.call(endpoints.getSession, {})).plan.code;
const subscriptionOf = async (person: Person) =>
  (await person.call(endpoints.getSubscription, {})).subscription;

/** The page where a person pays, as Stripe has it. */
function pageOf({ url }: { url: string }) {
  const session = stripe.world.sessions.find((one) => one.url === url);
  if (session === undefined) throw new Error(`Stripe knows no page ${url}`);
  return session;
}

/** Somebody who has paid for a plan, and of whom Stripe has told. */
async function subscriber(planCode = 'pro') {
  const person = await signUp(server.url);
  const session = pageOf(await checkout(person, planCode));
  const subscription = stripe.pay(session);
  const event = stripe.event('customer.subscription.created', subscription);
  expect(await deliver(event)).toBe(200);
  return { person, session, subscription, event, customer: session.customer };
}

test('whoever pays has the plan as soon as the event has come, and sees when it renews', async () => {
  const person = await signUp(server.url);
  const page = await checkout(person);
  expect(page.url).toMatch(/^https:\/\/checkout\.stripe\.com\//);
  const session = pageOf(page);
  expect(session.client_reference_id).toBe(person.user.id);
  expect(stripe.world.prices.get(session.metadata.price)).toMatchObject({
    currency: 'usd',
    unit_amount: 1_500,
    lookup_key: 'kipux:pro:usd:1500',
  });
  expect(await planOf(person)).toBe('free');
  const subscription = stripe.pay(session);
  expect(await planOf(person)).toBe('free');
  expect(await deliver(stripe.event('checkout.session.completed', session))).toBe(200);
  expect(await planOf(person)).toBe('pro');
  const end = new Date((subscription.items.data[0]?.current_period_end ?? 0) * 1_000);
  expect(await person.call(endpoints.getSubscription, {})).toEqual({
    subscription: {
      planCode: 'pro',
      status: 'active',
      isPaid: true,
      currentPeriodEnd: end.toISOString(),
      cancelAt: null,
      allowanceEndsAt: new Date(end.getTime() + 7 * DAY * 1_000).toISOString(),
    },
    canManage: true,
  });
});

test('a double click opens one page, another plan closes it, and a person is one customer', async () => {
  const person = await signUp(server.url);
  stripe.play({ delayMs: 20 });
  const pages = await Promise.all([checkout(person), checkout(person), checkout(person)]);
  stripe.play({});
  expect(new Set(pages.map(({ url }) => url)).size).toBe(1);
  const first = pageOf(pages[0]);
  expect(await checkout(person)).toEqual(pages[0]);
  const other = pageOf(await checkout(person, 'team'));
  expect(first.status).toBe('expired');
  const ofPerson = stripe.world.sessions.filter(
    ({ client_reference_id }) => client_reference_id === person.user.id,
  );
  expect(ofPerson.map(({ customer }) => customer)).toEqual([first.customer, first.customer]);
  expect(ofPerson.filter(({ status }) => status === 'open')).toEqual([other]);
});

test('two plans chosen at once leave one page open', async () => {
  const person = await signUp(server.url);
  stripe.play({ delayMs: 20 });
  await Promise.allSettled([checkout(person, 'pro'), checkout(person, 'team')]);
  const open = stripe.world.sessions.filter(
    ({ client_reference_id, status }) => client_reference_id === person.user.id && status === 'open',
  );
  expect(open).toHaveLength(1);
});

test('who pays already is sent to the portal, even before any event has told of it', async () => {
  const person = await signUp(server.url);
  await expect(person.call(endpoints.openBillingPortal, {})).rejects.toMatchObject({
    code: 'no_payment_yet',
  });
  stripe.pay(pageOf(await checkout(person)));
  await expect(checkout(person, 'team')).rejects.toMatchObject({ code: 'subscription_exists' });
  expect(await planOf(person)).toBe('pro');
  const { url } = await person.call(endpoints.openBillingPortal, {});
  expect(url).toMatch(/^https:\/\/billing\.stripe\.com\//);
  await person.call(endpoints.openBillingPortal, {});
  expect(stripe.world.configurations).toHaveLength(1);
});

test('a plan that Stripe refuses keeps nobody from cancelling', async () => {
  const { person } = await subscriber();
  await sql.asSystem(
    `INSERT INTO subscription_plans (code, name, price_monthly, currency, allow_rag, allow_web_search, position)
     VALUES ('refused', 'refused', 5, 'XTS', true, true, 900)`,
    [],
  );
  try {
    const { url } = await person.call(endpoints.openBillingPortal, {});
    expect(url).toMatch(/^https:\/\/billing\.stripe\.com\//);
  } finally {
    await sql.asSystem("DELETE FROM subscription_plans WHERE code = 'refused'", []);
  }
  const made = stripe.calls.findLast(({ path }) => path === '/v1/billing_portal/configurations');
  expect(made?.form).toMatchObject({
    'features[subscription_cancel][enabled]': 'true',
    'features[subscription_update][enabled]': 'false',
  });
});

test('in the portal a dearer plan is paid at once, a cheaper one follows, and any number of plans leaves it open', async () => {
  const codes = Array.from({ length: 12 }, (_, index) => `portal${index}`);
  const { person } = await subscriber();
  await sql.asSystem(
    `INSERT INTO subscription_plans (code, name, price_monthly, currency, allow_rag, allow_web_search, position)
     SELECT code, code, 5, 'EUR', true, true, 900 FROM unnest($1::text[]) AS code`,
    [codes],
  );
  try {
    await person.call(endpoints.openBillingPortal, {});
  } finally {
    await sql.asSystem('DELETE FROM subscription_plans WHERE code = ANY($1)', [codes]);
  }
  const made = stripe.calls.findLast(({ path }) => path === '/v1/billing_portal/configurations');
  const update = 'features[subscription_update]';
  expect(made?.form).toMatchObject({
    'features[subscription_cancel][enabled]': 'true',
    [`${update}[proration_behavior]`]: 'always_invoice',
    [`${update}[schedule_at_period_end][conditions][0][type]`]: 'decreasing_item_amount',
    [`${update}[products][9][prices][0]`]: expect.any(String),
  });
});

test('a plan that costs nothing, or that there is not, cannot be paid for', async () => {
  const person = await signUp(server.url);
  await expect(checkout(person, 'free')).rejects.toMatchObject({ code: 'plan_not_for_sale' });
  await expect(checkout(person, 'platinum')).rejects.toMatchObject({ code: 'not_found' });
});

test('every state at Stripe is one of ours, with the plan that it gives', async () => {
  const { person, subscription } = await subscriber();
  const ago = (days: number) => seconds() - days * DAY;
  const states: [object, string, string | undefined, number[]?][] = [
    [{ status: 'past_due' }, 'pro', 'past_due', [ago(1)]],
    [{ status: 'past_due' }, 'free', 'past_due', [ago(1), ago(8)]],
    [{ status: 'unpaid' }, 'pro', 'past_due', [ago(6)]],
    [{ status: 'unpaid' }, 'free', 'past_due', [ago(40)]],
    [{ status: 'trialing' }, 'pro', 'active'],
    [{ status: 'paused' }, 'free', 'paused'],
    [{ status: 'active', pause_collection: { behavior: 'void', resumes_at: null } }, 'free', 'paused'],
    [{ pause_collection: null, cancel_at_period_end: true, cancel_at: seconds() + DAY }, 'pro', 'active'],
    [{ cancel_at_period_end: true, cancel_at: seconds() - 1 }, 'free', 'active'],
    [{ cancel_at_period_end: false, cancel_at: null }, 'pro', 'active'],
    [{ status: 'a state of the future' }, 'free', 'paused'],
    [{ status: 'active' }, 'pro', 'active'],
    [{ status: 'canceled', ended_at: seconds() }, 'free', undefined],
  ];
  for (const [change, plan, status, invoices = []] of states) {
    Object.assign(subscription, change);
    stripe.world.openInvoices.set(subscription.id, invoices);
    expect(await deliver(stripe.event('customer.subscription.updated', subscription))).toBe(200);
    const now = await subscriptionOf(person);
    expect([change, await planOf(person), now?.isPaid ? now.status : undefined]).toEqual([
      change,
      plan,
      status,
    ]);
  }
});

test('a plan changed at Stripe is changed here, and a renewal lasts to the end of the new period', async () => {
  const { person, subscription, customer } = await subscriber();
  const [item] = subscription.items.data;
  if (item === undefined) throw new Error('a subscription has an item');
  item.price = newPrice({ id: 'price_team', lookup_key: 'kipux:team:eur:3500', unit_amount: 3_500 });
  item.current_period_end += 30 * DAY;
  expect(await deliver(stripe.event('invoice.paid', { id: 'in_1', object: 'invoice', customer }))).toBe(200);
  expect(await planOf(person)).toBe('team');
  const end = new Date(item.current_period_end * 1_000).toISOString();
  expect(await subscriptionOf(person)).toMatchObject({ planCode: 'team', currentPeriodEnd: end });
});

test('what cannot be a plan of ours gives none, and is acknowledged', async () => {
  const { person, subscription } = await subscriber();
  const [item] = subscription.items.data;
  if (item === undefined) throw new Error('a subscription has an item');
  const wrong = [
    { lookup_key: 'kipux:platinum:eur:1200' },
    { lookup_key: 'kipux:team:eur:3500', unit_amount: 1 },
    { lookup_key: 'kipux:team:eur:3500', unit_amount: 3_500, currency: 'jpy' },
    { lookup_key: null, metadata: { plan: 'team' } },
    { lookup_key: "kipux:team':eur:1200" },
  ];
  const price = item.price;
  for (const fields of wrong) {
    item.price = { ...price, ...fields };
    expect(await deliver(stripe.event('customer.subscription.updated', subscription))).toBe(200);
    expect([fields, await planOf(person)]).toEqual([fields, 'free']);
  }
  item.price = price;
  await deliver(stripe.event('customer.subscription.updated', subscription));
  expect(await planOf(person)).toBe('pro');
});

test('an event that Stripe did not sign, or not just now, changes nothing', async () => {
  const { person, subscription, event } = await subscriber();
  Object.assign(subscription, { status: 'canceled', ended_at: seconds() });
  const before = stripe.calls.length;
  const { body, signature } = stripe.event('customer.subscription.deleted', subscription);
  const forged: SignedEvent[] = [
    { body, signature: '' },
    { body, signature: 'nonsense' },
    { body, signature: `t=${seconds()},v1=${'0'.repeat(64)}` },
    stripe.sign(body, { secret: 'whsec_guessed' }),
    stripe.sign(body, { timestamp: seconds() - 301 }),
    { body: `${body} `, signature },
    { body: body.replace('"livemode":false', '"livemode":true'), signature },
    { body, signature: event.signature },
    { body, signature: signature.replace('v1=', 'v0=') },
    { body: '', signature },
    stripe.sign(''),
    stripe.sign('not json'),
    stripe.sign('[]'),
    stripe.sign('{"id":"evt_1","type":"customer.subscription.deleted"}'),
    stripe.sign(JSON.stringify({ id: 'evt_1', object: 'v2.core.event', type: 'x' })),
  ];
  for (const [index, attempt] of forged.entries()) {
    expect([index, await deliver(attempt)]).toEqual([index, 400]);
  }
  expect(await deliver({ body, signature }, { origin: 'https://evil.example' })).toBe(403);
  expect(stripe.calls.length).toBe(before);
  expect(await planOf(person)).toBe('pro');
});

test('an event that comes again asks Stripe nothing, and brings nothing back', async () => {
  const { person, subscription, event } = await subscriber();
  Object.assign(subscription, { status: 'canceled', ended_at: seconds() });
  await deliver(stripe.event('customer.subscription.deleted', subscription));
  expect(await planOf(person)).toBe('free');
  const before = stripe.calls.length;
  expect(await deliver(event)).toBe(200);
  expect(stripe.calls.length).toBe(before);
  expect(await planOf(person)).toBe('free');
});

test('nobody gets another’s plan by what an event or a page says of users', async () => {
  const victim = await signUp(server.url);
  const { person, subscription, session } = await subscriber();
  const claims = {
    ...subscription,
    metadata: { userId: victim.user.id, kipux_user: victim.user.id },
    client_reference_id: victim.user.id,
  };
  expect(await deliver(stripe.event('customer.subscription.updated', claims))).toBe(200);
  const page = { ...session, client_reference_id: victim.user.id };
  expect(await deliver(stripe.event('checkout.session.completed', page))).toBe(200);
  expect([await planOf(victim), await planOf(person)]).toEqual(['free', 'pro']);
  // Somebody else's subscription under one's own customer's name: Stripe's own list decides.
  await checkout(victim);
  const own = stripe.world.sessions.at(-1)?.customer ?? '';
  expect(
    await deliver(stripe.event('customer.subscription.created', { ...subscription, customer: own })),
  ).toBe(200);
  expect([await planOf(victim), await planOf(person)]).toEqual(['free', 'pro']);
});

test('events of unknown customers, of other things and with other fields are acknowledged', async () => {
  const before = stripe.calls.length;
  const others = [
    stripe.event('customer.subscription.created', { id: 'sub_x', customer: 'cus_of_another_server' }),
    stripe.event('invoice.paid', { id: 'in_x', customer: null }),
    stripe.event('invoice.paid', { id: 'in_x' }),
    stripe.event('payment_intent.succeeded', { id: 'pi_x', customer: 'cus_x' }),
    stripe.event('something.new', { anything: [1, { deep: true }] }),
    stripe.event('customer.deleted', { id: 'cus_x', object: 'customer' }),
  ];
  for (const event of others) expect(await deliver(event)).toBe(200);
  expect(stripe.calls.length).toBe(before);
});

test('a body without end is not read, a compressed one neither', async () => {
  const large = 'x'.repeat(10_000_000);
  const status = await deliver(stripe.sign(large)).catch(() => 413);
  expect(status).toBe(413);
  expect(await deliver(stripe.sign('{}'), { 'content-encoding': 'gzip' })).toBe(400);
});

test('while Stripe does not answer what was known holds, and it is asked to send again', async () => {
  const { person, subscription } = await subscriber();
  Object.assign(subscription, { status: 'canceled', ended_at: seconds() });
  const event = stripe.event('customer.subscription.deleted', subscription);
  for (const script of [{ status: 500 }, { status: 429 }, { cut: true }]) {
    stripe.play(script);
    expect([script, await deliver(event)]).toEqual([script, 502]);
    await expect(checkout(person)).rejects.toMatchObject({ code: 'payment_unavailable' });
    expect(await planOf(person)).toBe('pro');
  }
  stripe.play({});
  expect(await deliver(event)).toBe(200);
  expect(await planOf(person)).toBe('free');
});

test('an admin’s hand does not take the place of a subscription that is paid for', async () => {
  const { person, subscription } = await subscriber();
  const database = openDatabase({
    url: inject('databaseUrl'),
    poolSize: 2,
    log: createLog('fatal'),
  });
  const assign = () => database.asSystem('test', (tx) => assignPlan(tx, person.user.id, 'team'));
  await expect(assign()).rejects.toMatchObject({ code: 'subscription_exists' });
  Object.assign(subscription, { status: 'canceled', ended_at: seconds() });
  await deliver(stripe.event('customer.subscription.deleted', subscription));
  await assign();
  expect(await planOf(person)).toBe('team');
  await database.close();
});

test('without keys plans are shown, paying says clearly that it is not set up, and events are refused', async () => {
  const bare = await startTestServer();
  const person = await signUp(bare.url);
  const { canPay, plans } = await person.call(endpoints.listPlans, {});
  expect(canPay).toBe(false);
  expect(plans.map(({ code }) => code)).toEqual(expect.arrayContaining(['free', 'pro', 'team']));
  expect((await person.call(endpoints.getSubscription, {})).canManage).toBe(false);
  const refused = { code: 'payment_not_set_up' };
  await expect(checkout(person)).rejects.toMatchObject(refused);
  await expect(person.call(endpoints.openBillingPortal, {})).rejects.toMatchObject(refused);
  const { status } = await fetch(`${bare.url}/api/payments/stripe`, { method: 'POST', body: '{}' });
  expect(status).toBe(409);
});
