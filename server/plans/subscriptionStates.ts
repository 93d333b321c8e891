import type { SubscriptionStatus } from '#prisma/client.ts';

/** For how long something owed, or a renewal that nobody has told us of, costs nobody their plan. */
export const GRACE_DAYS = 7;

/**
 * The states in which a subscription gives its plan, until `allowance_ends_at` (null: no end). A user without one that
 * does has the default plan; nothing of theirs is deleted.
 *
 * | state | gives its plan | until | what the person sees |
 * |---|---|---|---|
 * | `active` | yes | `GRACE_DAYS` after the paid period, or the day for which it was cancelled; assigned by hand: no end | when it renews or ends |
 * | `past_due` | yes | `GRACE_DAYS` after what is owed fell due, or the day for which it was cancelled | until when, and where to pay |
 * | `paused` | no | at once | that it is paused, and where to go on |
 * | `canceled` | no | at once; one that is cancelled for a day is `active` until then | the plans on offer |
 *
 * Which states at the payment provider lead to these: `payment/subscriptionTruth.ts`.
 */
const GIVING_STATES = ['active', 'past_due'] as const satisfies readonly SubscriptionStatus[];

/** That a row of user_subscriptions gives its plan now, for SQL. */
export const GIVES_PLAN = `status IN (${GIVING_STATES.map((status) => `'${status}'`).join(', ')})
  AND (allowance_ends_at IS NULL OR allowance_ends_at > now())`;

/** Of several that give a plan what is paid for comes before what was assigned, then the latest. */
export const PLAN_ORDER = 'provider IS NULL, created_at DESC';
