import type Stripe from 'stripe';
import type { Statement } from '#platform/database/singleStatements.ts';
import { listSubscriptions } from './customerSync.ts';
import type { Payment } from './payment.ts';
import { isMissing } from './stripe.ts';

const SWEEP_MS = 60_000;
const AT_ONCE = 20;
const KEEP_EVENT_DAYS = 90;
const WHY = 'what is to be done at the payment provider without being asked';

type Row = { userId: string; customerId: string };

const DUE: Statement = {
  name: 'payment customers to look at',
  text: `UPDATE payment_customers SET look_at = now() + interval '10 minutes' WHERE user_id IN (
      SELECT user_id FROM payment_customers WHERE look_at < now() ORDER BY look_at LIMIT $1)
    RETURNING user_id AS "userId", customer_id AS "customerId"`,
};

/** A suspension that lasts as long is no mistake: who cannot log in cannot cancel either. */
const SUSPENDED_DAYS = 14;

const LEAVING: Statement = {
  name: 'payment customers who leave',
  text: `SELECT c.user_id AS "userId", c.customer_id AS "customerId"
    FROM users u JOIN payment_customers c ON c.user_id = u.id
    WHERE u.deletion_requested_at IS NOT NULL AND coalesce(c.renewal_stopped_at < u.deletion_requested_at, true)
    UNION
    SELECT c.user_id, c.customer_id FROM users u JOIN payment_customers c ON c.user_id = u.id
    WHERE u.suspended_at < now() - make_interval(days => $2) AND coalesce(c.renewal_stopped_at < u.suspended_at, true)
    LIMIT $1`,
};

const STOPPED: Statement = {
  name: 'payment renewal stopped',
  text: 'UPDATE payment_customers SET renewal_stopped_at = now() WHERE user_id = $1',
};

const DEPARTED: Statement = {
  name: 'departed payment customers',
  text: 'SELECT customer_id AS "customerId" FROM payment_departures ORDER BY departed_at LIMIT $1',
};

const FORGOTTEN: Statement = {
  name: 'payment customer forgotten',
  text: 'DELETE FROM payment_departures WHERE customer_id = $1',
};

const FORGET_EVENTS: Statement = {
  name: 'forget payment events',
  text: 'DELETE FROM payment_events WHERE received_at < now() - make_interval(days => $1)',
};

/**
 * What nobody asks for: customers whose paid period has ended or who went to pay without an event telling of it are
 * looked at; of those who are deleting their account, or have been suspended for two weeks, nothing more is charged, and
 * when an account is gone Stripe forgets it, which ends its subscription. What fails is tried again a minute later, until
 * it works.
 */
export async function sweepPayments(payment: Payment): Promise<void> {
  const { database, stripe } = payment;
  for (const { customerId } of await database.runAsSystem<Row>(WHY, DUE, [AT_ONCE])) {
    await attempt(payment, customerId, () => payment.syncCustomer(customerId));
  }
  const leaving = await database.runAsSystem<Row>(WHY, LEAVING, [AT_ONCE, SUSPENDED_DAYS]);
  for (const { userId, customerId } of leaving) {
    await attempt(payment, customerId, async () => {
      await stopRenewal(payment, customerId);
      await database.runAsSystem(WHY, STOPPED, [userId]);
    });
  }
  for (const { customerId } of await database.runAsSystem<Row>(WHY, DEPARTED, [AT_ONCE])) {
    await attempt(payment, customerId, async () => {
      await stripe.customers.del(customerId).catch(ignoreMissing);
      await database.runAsSystem(WHY, FORGOTTEN, [customerId]);
    });
  }
  await database.runAsSystem(WHY, FORGET_EVENTS, [KEEP_EVENT_DAYS]);
}

/** What is paid for stays until its period ends: whoever takes the deletion back can go on from there. */
async function stopRenewal({ stripe, syncCustomer }: Payment, customerId: string): Promise<void> {
  for (const subscription of await listSubscriptions(stripe, customerId)) {
    const { id, status, schedule, cancel_at_period_end } = subscription;
    if (status === 'canceled' || status === 'incomplete_expired' || cancel_at_period_end) continue;
    // A cheaper plan was to follow: while that is planned Stripe lets nothing else be said of the end.
    if (schedule !== null) await releaseSchedule(stripe, schedule);
    await stripe.subscriptions.update(id, { cancel_at_period_end: true }).catch(ignoreMissing);
  }
  await syncCustomer(customerId);
}

async function releaseSchedule(stripe: Stripe, schedule: string | { id: string }): Promise<void> {
  await stripe.subscriptionSchedules
    .release(typeof schedule === 'string' ? schedule : schedule.id)
    .catch(ignoreMissing);
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

/** One customer's trouble keeps nobody else waiting. */
async function attempt({ log }: Payment, customerId: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn({ err: error, customerId }, 'the payment provider could not be asked; it is tried again');
  }
}

/** Sweeps once a minute; several server processes may. Returns the function that ends it. */
export function startPaymentSweep(payment: Payment | undefined): () => void {
  if (payment === undefined) return () => {};
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= sweepPayments(payment)
      .catch((error: unknown) => payment.log.error({ err: error }, 'payments could not be looked after'))
      .finally(() => {
        running = undefined;
      });
  }, SWEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}
