import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '#platform/config.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { type ScriptedStripe, startScriptedStripe } from '#platform/testing/scriptedStripe.ts';
import { DAY, seconds } from '#platform/testing/stripeObjects.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { openPayment, type Payment } from './payment.ts';
import { sweepPayments } from './sweep.ts';

let stripe: ScriptedStripe;
let server: TestServer;
let sql: TestSql;
let database: Database;
let payment: Payment;

beforeAll(async () => {
  sql = openTestSql();
  stripe = await startScriptedStripe();
  server = await startTestServer(stripe.environment, 'hand');
  const url = inject('databaseUrl');
  const log = createLog('silent');
  database = openDatabase({ url, poolSize: 2, log });
  const config = readConfig({ DATABASE_URL: url, KIPUX_DATA_DIR: server.dataDir, ...stripe.environment });
  const opened = await openPayment(config.payment, { database, log });
  if (opened === undefined) throw new Error('payment is set up');
  payment = opened;
});

afterEach(() => stripe.play({}));

afterAll(async () => {
  await server.close();
  await database.close();
  await stripe.close();
  await sql.close();
});

/** Somebody who has paid, of whom no event has told. */
async function payer() {
  const person = await signUp(server.url);
  const { url } = await person.call(endpoints.beginCheckout, { body: { planCode: 'pro' } });
  const session = stripe.world.sessions.find((one) => one.url === url);
  if (session === undefined) throw new Error('there is no page to pay on');
  return { person, customer: session.customer, subscription: stripe.pay(session) };
}

const later = (customer: string) =>
  sql.asSystem("UPDATE payment_customers SET look_at = now() - interval '1 second' WHERE customer_id = $1", [
    customer,
  ]);
const planOf = async (person: Person) => (await person.call(endpoints.getSession, {})).plan.code;
const departures = (customer: string) =>
  sql.asSystem('SELECT 1 FROM payment_departures WHERE customer_id = $1', [customer]);

test('a payment and an end of which no event has told are found', async () => {
  const { person, customer, subscription } = await payer();
  await sweepPayments(payment);
  expect(await planOf(person)).toBe('free');
  await later(customer);
  await sweepPayments(payment);
  expect(await planOf(person)).toBe('pro');
  const [{ look_at } = { look_at: null }] = await sql.asSystem<{ look_at: Date | null }>(
    'SELECT look_at FROM payment_customers WHERE customer_id = $1',
    [customer],
  );
  expect(Number(look_at) / 1_000).toBeCloseTo(seconds() + 30 * DAY + 3_600, -2);
  Object.assign(subscription, { status: 'canceled', ended_at: seconds() });
  await later(customer);
  await sweepPayments(payment);
  expect(await planOf(person)).toBe('free');
});

test('who deletes their account is not charged again, keeps what is paid, and is forgotten at Stripe when it is gone', async () => {
  const { person, customer, subscription } = await payer();
  await later(customer);
  await sweepPayments(payment);
  await person.call(endpoints.deleteAccount, { body: { password: PASSWORD } });
  stripe.play({ status: 500 });
  await sweepPayments(payment);
  stripe.play({});
  expect(subscription.cancel_at_period_end).toBe(false);
  await sweepPayments(payment);
  expect(subscription).toMatchObject({ status: 'active', cancel_at_period_end: true });
  const before = stripe.calls.length;
  await sweepPayments(payment);
  expect(stripe.calls.length).toBe(before);

  await sql.asSystem('DELETE FROM users WHERE id = $1', [person.user.id]);
  expect(await departures(customer)).toHaveLength(1);
  stripe.play({ cut: true });
  await sweepPayments(payment);
  expect(await departures(customer)).toHaveLength(1);
  stripe.play({});
  await sweepPayments(payment);
  expect(subscription.status).toBe('canceled');
  expect(stripe.world.customers.has(customer)).toBe(false);
  expect(await departures(customer)).toHaveLength(0);
});

test('who has been suspended for two weeks, and cannot log in to cancel, is not charged again', async () => {
  const { person, customer, subscription } = await payer();
  await later(customer);
  await sweepPayments(payment);
  const suspend = (days: number) =>
    sql.asSystem('UPDATE users SET suspended_at = now() - make_interval(days => $2) WHERE id = $1', [
      person.user.id,
      days,
    ]);
  await suspend(13);
  await sweepPayments(payment);
  expect(subscription.cancel_at_period_end).toBe(false);
  await suspend(15);
  await sweepPayments(payment);
  expect(subscription).toMatchObject({ status: 'active', cancel_at_period_end: true });
  const before = stripe.calls.length;
  await sweepPayments(payment);
  expect(stripe.calls.length).toBe(before);
});

test('who deletes their account while a cheaper plan is to follow is not charged again either', async () => {
  const { person, customer, subscription } = await payer();
  subscription.schedule = `sub_sched_${person.user.id.replaceAll('-', '')}`;
  await later(customer);
  await sweepPayments(payment);
  await person.call(endpoints.deleteAccount, { body: { password: PASSWORD } });
  await sweepPayments(payment);
  expect(subscription).toMatchObject({ schedule: null, cancel_at_period_end: true });
});

test('one customer’s trouble keeps no other waiting', async () => {
  const [first, second] = [await payer(), await payer()];
  await sql.asSystem('DELETE FROM users WHERE id = $1', [first.person.user.id]);
  stripe.world.customers.delete(first.customer);
  await later(second.customer);
  await sweepPayments(payment);
  expect(await departures(first.customer)).toHaveLength(0);
  expect(await planOf(second.person)).toBe('pro');
});
