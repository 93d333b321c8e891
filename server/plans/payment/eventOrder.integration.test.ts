import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '#platform/config.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { eventually } from '#platform/testing/eventually.ts';
import {
  type ScriptedStripe,
  type SignedEvent,
  startScriptedStripe,
} from '#platform/testing/scriptedStripe.ts';
import { DAY, newPrice, newSubscription, seconds } from '#platform/testing/stripeObjects.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { receiveEvent } from './events.ts';
import { openPayment, type Payment } from './payment.ts';
import { readTruth } from './subscriptionTruth.ts';

const log = createLog('silent');
let stripe: ScriptedStripe;
let sql: TestSql;
let databases: Database[];
/** Two server processes. */
let processes: Payment[];

beforeAll(async () => {
  sql = openTestSql();
  stripe = await startScriptedStripe();
  const url = inject('databaseUrl');
  const config = readConfig({
    DATABASE_URL: url,
    KIPUX_DATA_DIR: '/nowhere',
    SESSION_SECRET: 'x'.repeat(32),
    ...stripe.environment,
  });
  databases = [1, 2].map(() => openDatabase({ url, poolSize: 4, log }));
  const opened = await Promise.all(
    databases.map((database) => openPayment(config.payment, { database, log })),
  );
  processes = opened.filter((payment) => payment !== undefined);
});

afterAll(async () => {
  for (const database of databases) await database.close();
  await stripe.close();
  await sql.close();
});

async function newCustomer(): Promise<string> {
  const [userId, customer] = [randomUUID(), stripe.world.newId('cus')];
  stripe.world.customers.set(customer, { id: customer, email: '' });
  await sql.asSystem("INSERT INTO users (id, email, password_hash) VALUES ($1, $2, 'x')", [
    userId,
    `${userId}@example.org`,
  ]);
  await sql.asSystem('INSERT INTO payment_customers (user_id, customer_id) VALUES ($1, $2)', [
    userId,
    customer,
  ]);
  return customer;
}

const PRO = newPrice({
  id: 'price_pro',
  lookup_key: 'kipux:pro:usd:1500',
  currency: 'usd',
  unit_amount: 1_500,
});
const TEAM = newPrice({
  id: 'price_team',
  lookup_key: 'kipux:team:usd:4000',
  currency: 'usd',
  unit_amount: 4_000,
});

/** What can happen to a subscription at Stripe. */
const CHANGES = {
  begin: (one) => Object.assign(one, { status: 'active' }),
  renew(one) {
    for (const item of one.items.data) item.current_period_end += 30 * DAY;
    Object.assign(one, { status: 'active' });
  },
  fail: (one) => Object.assign(one, { status: 'past_due' }),
  giveUp: (one) => Object.assign(one, { status: 'unpaid' }),
  pause: (one) => Object.assign(one, { pause_collection: { behavior: 'void', resumes_at: null } }),
  resume: (one) => Object.assign(one, { pause_collection: null }),
  upgrade(one) {
    for (const item of one.items.data) item.price = TEAM;
  },
  leave: (one) => Object.assign(one, { cancel_at_period_end: true, cancel_at: seconds() + DAY }),
  stay: (one) => Object.assign(one, { cancel_at_period_end: false, cancel_at: null }),
  cancel: (one) => Object.assign(one, { status: 'canceled', ended_at: seconds() }),
} satisfies Record<string, (one: ReturnType<typeof newSubscription>) => unknown>;

const change = fc.constantFrom(...Object.values(CHANGES));
/** After a change: how many of the events so far come at once, from where among them, and to which process. */
const delivery = fc.record({
  change,
  which: fc.nat(1),
  arrive: fc.array(fc.record({ event: fc.nat(), process: fc.nat(1) }), { maxLength: 3 }),
});

async function stored(customer: string) {
  return sql.asSystem(
    `SELECT external_subscription_id AS id, plan_code, status, current_period_end, allowance_ends_at, cancel_at
     FROM user_subscriptions JOIN payment_customers USING (user_id) WHERE customer_id = $1 AND provider = 'stripe' ORDER BY 1`,
    [customer],
  );
}

/** What has to be stored when all is known. */
function truthOf(customer: string) {
  return [...stripe.world.subscriptions.values()]
    .filter((one) => one.customer === customer)
    .flatMap((one) => {
      const truth = readTruth(one, undefined);
      if (truth === undefined || 'reason' in truth) return [];
      return {
        id: truth.externalId,
        plan_code: truth.planCode,
        status: truth.status,
        current_period_end: truth.periodEnd,
        allowance_ends_at: truth.allowanceEndsAt,
        cancel_at: truth.cancelAt,
      };
    })
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

test('whatever order events come in, twice, late, at once or lost and sent again: at the end the truth is stored', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(delivery, { minLength: 1, maxLength: 6 }),
      fc.infiniteStream(fc.nat()),
      async (history, order) => {
        const customer = await newCustomer();
        const subscriptions = [1, 2].map(() =>
          newSubscription({ id: stripe.world.newId('sub'), customer, price: PRO }),
        );
        const events: SignedEvent[] = [];
        const receive = async (event: SignedEvent | undefined, process: number) => {
          const payment = processes[process];
          if (event && payment) {
            await receiveEvent(payment, Buffer.from(event.body), event.signature);
          }
        };
        for (const { change: happen, which, arrive } of history) {
          const one = subscriptions[which];
          if (one === undefined) continue;
          stripe.world.subscriptions.set(one.id, one);
          // What has been canceled stays so.
          if (one.status !== 'canceled') happen(one);
          events.push(stripe.event('customer.subscription.updated', structuredClone(one)));
          await Promise.all(
            arrive.map(({ event, process }) => receive(events[event % events.length], process)),
          );
        }
        // Stripe sends each event until it has been acknowledged, in no order.
        const left = [...events];
        while (left.length > 0) {
          const index = (order.next().value ?? 0) % left.length;
          const [event] = left.splice(index, 1);
          await receive(event, index % 2);
        }
        expect(await stored(customer)).toEqual(truthOf(customer));
        for (const { id } of subscriptions) stripe.world.subscriptions.delete(id);
      },
    ),
    { numRuns: 25 },
  );
});

test('who read before somebody else stored does not overwrite what is newer', async () => {
  const customer = await newCustomer();
  const one = newSubscription({ id: stripe.world.newId('sub'), customer, price: PRO });
  stripe.world.subscriptions.set(one.id, one);
  const [first, second] = processes;
  if (first === undefined || second === undefined) throw new Error('there are two processes');
  // The answer that the first has asked for is on its way while the second reads and stores a newer one.
  const arrival = Promise.withResolvers<void>();
  stripe.play({ sendAfter: arrival.promise });
  const before = stripe.calls.length;
  const late = first.syncCustomer(customer);
  await eventually(
    () => stripe.calls.length,
    (calls) => calls > before,
  );
  stripe.play({});
  Object.assign(one, { status: 'canceled', ended_at: seconds() });
  await second.syncCustomer(customer);
  arrival.resolve();
  await late;
  expect(await stored(customer)).toMatchObject([{ status: 'canceled' }]);
});
