import type Stripe from 'stripe';
import type { Database } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { type Customer, type CustomerTruth, findCustomer, storeTruth } from './store.ts';
import { askingStripe, isMissing } from './stripe.ts';
import { isOwing, readTruth, type SubscriptionTruth } from './subscriptionTruth.ts';

/** Brings what we keep of a customer's subscriptions to what Stripe says now. `unknown`: no customer of ours. */
export type CustomerSync = (customerId: string) => Promise<'stored' | 'unknown'>;

const ATTEMPTS = 5;
const HOUR_MS = 3_600_000;
/** More subscriptions than anybody has had; the newest come first. */
const MOST_SUBSCRIPTIONS = 100;

/**
 * Events say that something has changed, Stripe itself says what: after each of them all that it knows of the customer
 * is read and stored. So events may come twice, late, in any order or not at all, and whatever comes last leaves the
 * truth. Of several that ask at once in this process those that wait share one reading; between processes the
 * customer's revision decides.
 */
export function createCustomerSync(parts: { stripe: Stripe; database: Database; log: Log }): CustomerSync {
  const running = new Map<string, Promise<unknown>>();
  const waiting = new Map<string, ReturnType<CustomerSync>>();
  const begin = (customerId: string): ReturnType<CustomerSync> => {
    waiting.delete(customerId);
    const run = sync(parts, customerId).finally(() => {
      if (running.get(customerId) === run) running.delete(customerId);
    });
    running.set(customerId, run);
    return run;
  };
  return (customerId) => {
    const before = running.get(customerId);
    if (before === undefined) return begin(customerId);
    // One that is under way may have read before what is asked about: the next one reads after it.
    const next = waiting.get(customerId) ?? before.catch(() => undefined).then(() => begin(customerId));
    waiting.set(customerId, next);
    return next;
  };
}

async function sync(
  { stripe, database, log }: { stripe: Stripe; database: Database; log: Log },
  customerId: string,
): ReturnType<CustomerSync> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const customer = await findCustomer(database, customerId);
    if (customer === undefined) return 'unknown';
    const truth = await askingStripe(() => readCustomer(stripe, customer, log));
    const lookAt = nextLook(truth.truths);
    const { isStored, unknownPlans } = await storeTruth(database, customer, truth, lookAt);
    for (const planCode of unknownPlans) {
      log.error(
        { customerId, planCode },
        'a paid subscription names a plan that there is not, and gives none',
      );
    }
    if (isStored) return 'stored';
  }
  throw new AppError('unavailable', 'Somebody else is writing the same. Try again in a moment.', {
    retryAfterSeconds: 5,
  });
}

async function readCustomer(stripe: Stripe, customer: Customer, log: Log): Promise<CustomerTruth> {
  const truths: SubscriptionTruth[] = [];
  const unreadable: string[] = [];
  for (const subscription of await listSubscriptions(stripe, customer.customerId)) {
    const owedSince = isOwing(subscription) ? await oldestOpenInvoice(stripe, subscription.id) : undefined;
    const truth = readTruth(subscription, owedSince);
    if (truth === undefined) continue;
    if ('reason' in truth) {
      log.error({ ...truth, customerId: customer.customerId }, 'a subscription gives no plan');
      unreadable.push(truth.externalId);
    } else truths.push(truth);
  }
  return { truths, unreadable };
}

/** All that a customer has or had; none when Stripe has forgotten them. */
export async function listSubscriptions(stripe: Stripe, customer: string): Promise<Stripe.Subscription[]> {
  try {
    const { data } = await stripe.subscriptions.list({ customer, status: 'all', limit: MOST_SUBSCRIPTIONS });
    return data;
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function oldestOpenInvoice(stripe: Stripe, subscription: string): Promise<Date | undefined> {
  const { data } = await stripe.invoices.list({ subscription, status: 'open', limit: 100 });
  const oldest = data.at(-1);
  return oldest && new Date(oldest.created * 1_000);
}

/** After a paid period has ended something must have happened, even if no event told of it. */
function nextLook(truths: readonly SubscriptionTruth[]): Date | null {
  const living = truths.filter(({ status }) => status !== 'canceled');
  if (living.length === 0) return null;
  const soonest = Date.now() + HOUR_MS;
  const ends = living.map(({ periodEnd }) => periodEnd.getTime() + HOUR_MS);
  return new Date(Math.max(soonest, Math.min(...ends)));
}
