import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { SubscriptionTruth } from './subscriptionTruth.ts';

export const PROVIDER = 'stripe';

const WHY = 'the payment provider tells of customers, not of users who are signed in';

/** A person as the payment provider knows them. */
export type Customer = { userId: string; customerId: string; revision: number };

const FIND_CUSTOMER: Statement = {
  name: 'find payment customer',
  text: `SELECT user_id AS "userId", customer_id AS "customerId", revision FROM payment_customers WHERE customer_id = $1`,
};

/** Who one of Stripe's customers is here. Nothing that an event says of users counts: this alone does. */
export async function findCustomer(
  { runAsSystem }: Database,
  customerId: string,
): Promise<Customer | undefined> {
  const [row] = await runAsSystem<Customer>(WHY, FIND_CUSTOMER, [customerId]);
  return row;
}

const CUSTOMER_OF: Statement = {
  name: 'payment customer of user',
  text: 'SELECT customer_id AS "customerId" FROM payment_customers WHERE user_id = $1',
};

export async function customerOf({ readAsUser }: Database, userId: string): Promise<string | undefined> {
  const [row] = await readAsUser<{ customerId: string }>(userId, CUSTOMER_OF, [userId]);
  return row?.customerId;
}

const ADD_CUSTOMER: Statement = {
  name: 'add payment customer',
  text: `WITH added AS (
      INSERT INTO payment_customers (user_id, customer_id) VALUES ($1, $2)
      ON CONFLICT (user_id) DO NOTHING RETURNING customer_id)
    SELECT customer_id AS "customerId" FROM added
    UNION ALL SELECT customer_id FROM payment_customers WHERE user_id = $1 LIMIT 1`,
};

/** Keeps who a person is at Stripe; the first who does decides. */
export async function addCustomer(
  { runAsSystem }: Database,
  userId: string,
  customerId: string,
): Promise<string> {
  const [row] = await runAsSystem<{ customerId: string }>(WHY, ADD_CUSTOMER, [userId, customerId]);
  return row?.customerId ?? customerId;
}

const CHECKOUT_LOOK: Statement = {
  name: 'payment checkout begins',
  text: `UPDATE payment_customers SET checkout_at = now(), checkout_plan = $2,
      look_at = now() + interval '15 minutes' WHERE customer_id = $1`,
};

/** How long a page to pay on may be open, and Stripe's word of it on its way. */
const CHECKOUT_HOURS = 25;

/** Notes that somebody was sent to pay for a plan, for which they have a day: should no event tell of it, Stripe is asked. */
export async function noteCheckout(
  { runAsSystem }: Database,
  customerId: string,
  planCode: string,
): Promise<void> {
  await runAsSystem(WHY, CHECKOUT_LOOK, [customerId, planCode]);
}

/** Whether somebody may be about to pay for a plan on a page that shows it as it is. Sees all users' rows. */
export async function mayBePaidFor(tx: Transaction, planCode: string): Promise<boolean> {
  const since = new Date(Date.now() - CHECKOUT_HOURS * 3_600_000);
  const open = await tx.paymentCustomer.findFirst({
    where: { checkoutAt: { gt: since }, OR: [{ checkoutPlan: planCode }, { checkoutPlan: null }] },
    select: { userId: true },
  });
  return open !== null;
}

/** All that Stripe says of a customer's subscriptions; `unreadable` are the ids of those that can give no plan. */
export type CustomerTruth = { truths: readonly SubscriptionTruth[]; unreadable: readonly string[] };

/**
 * Stores what Stripe says, unless somebody else has stored something since the customer was read: what is stored was
 * always read after what it replaces. What cannot be read, or names a plan that there is not, is kept as paused; what
 * Stripe does not have any more is canceled.
 * @param lookAt when to ask Stripe again if it says nothing by itself
 * @returns whether it was stored, and the plans that there are not
 */
export function storeTruth(
  database: Database,
  { userId, customerId, revision }: Customer,
  { truths, unreadable }: CustomerTruth,
  lookAt: Date | null,
): Promise<{ isStored: boolean; unknownPlans: string[] }> {
  return database.asSystem(WHY, async (tx) => {
    const taken = await tx.$executeRaw`
      UPDATE payment_customers SET revision = revision + 1, look_at = coalesce(${lookAt}::timestamptz,
        CASE WHEN checkout_at > now() - make_interval(hours => ${CHECKOUT_HOURS}::integer) THEN now() + interval '1 hour' END)
      WHERE customer_id = ${customerId} AND revision = ${revision}`;
    if (taken === 0) return { isStored: false, unknownPlans: [] };
    const planless: SubscriptionTruth[] = [];
    for (const truth of truths) {
      if (!(await storeSubscription(tx, userId, truth))) planless.push(truth);
    }
    const paused = [...unreadable, ...planless.map(({ externalId }) => externalId)];
    const known = [...paused, ...truths.map(({ externalId }) => externalId)];
    const ofUser = { userId, provider: PROVIDER };
    await tx.subscription.updateMany({
      where: { ...ofUser, externalSubscriptionId: { in: paused } },
      data: { status: 'paused' },
    });
    await tx.subscription.updateMany({
      where: { ...ofUser, status: { not: 'canceled' }, externalSubscriptionId: { notIn: known } },
      data: { status: 'canceled' },
    });
    return { isStored: true, unknownPlans: planless.map(({ planCode }) => planCode) };
  });
}

/** False where there is no such plan. */
async function storeSubscription(
  tx: Transaction,
  userId: string,
  truth: SubscriptionTruth,
): Promise<boolean> {
  const stored = await tx.$executeRaw`
    INSERT INTO user_subscriptions AS known (user_id, id, plan_code, status, current_period_start, current_period_end,
      provider, external_subscription_id, allowance_ends_at, cancel_at, created_at)
    SELECT ${userId}::uuid, ${uuidv7()}::uuid, code, ${truth.status}::subscription_status, ${truth.periodStart}::timestamptz,
      ${truth.periodEnd}::timestamptz, ${PROVIDER}, ${truth.externalId}, ${truth.allowanceEndsAt}::timestamptz,
      ${truth.cancelAt}::timestamptz, ${truth.createdAt}::timestamptz
    FROM subscription_plans WHERE code = ${truth.planCode}
    ON CONFLICT (external_subscription_id) DO UPDATE SET plan_code = excluded.plan_code, status = excluded.status,
      current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end,
      allowance_ends_at = excluded.allowance_ends_at, cancel_at = excluded.cancel_at
    WHERE known.user_id = excluded.user_id`;
  return stored > 0;
}

const KNOWS_EVENT: Statement = {
  name: 'knows payment event',
  text: 'SELECT id FROM payment_events WHERE id = $1',
};

/** Whether an event has been dealt with. */
export async function knowsEvent({ runAsSystem }: Database, id: string): Promise<boolean> {
  return (await runAsSystem(WHY, KNOWS_EVENT, [id])).length > 0;
}

const KEEP_EVENT: Statement = {
  name: 'keep payment event',
  text: `INSERT INTO payment_events (id, type, created_at) VALUES ($1, $2, to_timestamp($3::bigint))
    ON CONFLICT (id) DO NOTHING`,
};

export async function keepEvent(
  { runAsSystem }: Database,
  { id, type, created }: { id: string; type: string; created: number },
): Promise<void> {
  await runAsSystem(WHY, KEEP_EVENT, [id, type, created]);
}
