import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { AppError } from '#platform/errors.ts';
import type { Subscription } from '#shared/entities.ts';
import { GIVES_PLAN, PLAN_ORDER } from '../subscriptionStates.ts';
import { PROVIDER } from './store.ts';

type SubscriptionRow = {
  planCode: string;
  status: Subscription['status'];
  isPaid: boolean;
  currentPeriodEnd: Date | null;
  cancelAt: Date | null;
  allowanceEndsAt: Date | null;
};

const COLUMNS = `plan_code AS "planCode", status, provider IS NOT NULL AS "isPaid", current_period_end AS "currentPeriodEnd",
  cancel_at AS "cancelAt", allowance_ends_at AS "allowanceEndsAt"`;

const PAID: Statement = {
  name: 'paid subscription',
  text: `SELECT ${COLUMNS} FROM user_subscriptions
    WHERE user_id = $1 AND provider = '${PROVIDER}' AND status <> 'canceled' ORDER BY created_at DESC LIMIT 1`,
};

/** The subscription that somebody pays for, or is to pay for again: all but a canceled one. */
export async function findPaidSubscription(
  { readAsUser }: Database,
  userId: string,
): Promise<Subscription | undefined> {
  const [row] = await readAsUser<SubscriptionRow>(userId, PAID, [userId]);
  return row && presentSubscription(row);
}

const CURRENT: Statement = {
  name: 'current subscription',
  text: `SELECT ${COLUMNS} FROM user_subscriptions WHERE user_id = $1 AND ${GIVES_PLAN} ORDER BY ${PLAN_ORDER} LIMIT 1`,
};

/** What somebody should know of: the subscription that is paid for, even while it gives nothing; else the one that gives. */
export async function findSubscription(
  database: Database,
  userId: string,
): Promise<Subscription | undefined> {
  const paid = await findPaidSubscription(database, userId);
  if (paid !== undefined) return paid;
  const [row] = await database.readAsUser<SubscriptionRow>(userId, CURRENT, [userId]);
  return row && presentSubscription(row);
}

/**
 * Throws `subscription_exists` for a user who has a subscription that is paid for: a plan assigned by hand would leave
 * them paying for another. It has to be cancelled first, by themselves or at Stripe. Sees all users' rows.
 */
export async function assertNotPaying(tx: Transaction, userId: string): Promise<void> {
  const paid = await tx.subscription.findFirst({
    where: { userId, provider: PROVIDER, status: { not: 'canceled' } },
    select: { planCode: true },
  });
  if (paid === null) return;
  throw new AppError(
    'subscription_exists',
    `They pay for the plan ${paid.planCode}. It has to be cancelled before another is assigned.`,
  );
}

function presentSubscription(row: SubscriptionRow): Subscription {
  return {
    ...row,
    currentPeriodEnd: row.currentPeriodEnd?.toISOString() ?? null,
    cancelAt: row.cancelAt?.toISOString() ?? null,
    allowanceEndsAt: row.allowanceEndsAt?.toISOString() ?? null,
  };
}
