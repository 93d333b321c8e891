import type Stripe from 'stripe';
import type { SubscriptionStatus } from '#prisma/client.ts';
import { GRACE_DAYS } from '../subscriptionStates.ts';
import { planOfPrice } from './priceKey.ts';

/** A subscription as we keep it. */
export type SubscriptionTruth = {
  externalId: string;
  planCode: string;
  status: SubscriptionStatus;
  periodStart: Date;
  periodEnd: Date;
  /** Until when its plan may be used; null: the state says it all. */
  allowanceEndsAt: Date | null;
  cancelAt: Date | null;
  createdAt: Date;
};

/** What of a subscription cannot be kept, and why. */
export type Unreadable = { externalId: string; reason: string };

/** Of these Stripe knows nothing yet that anybody has paid for: the first payment is under way, or never came. */
const NOT_BEGUN = new Set<string>(['incomplete', 'incomplete_expired']);

/** What each state at Stripe is here. */
const STATES: Readonly<Record<string, SubscriptionStatus>> = {
  trialing: 'active',
  active: 'active',
  past_due: 'past_due',
  // Stripe has given up asking for it; the way out is the same, and so is the grace.
  unpaid: 'past_due',
  // A trial has ended without a way to pay.
  paused: 'paused',
  canceled: 'canceled',
};

/** Whether Stripe is still to be paid for what the subscription has used. */
export function isOwing({ status }: Stripe.Subscription): boolean {
  return STATES[status] === 'past_due';
}

/**
 * What a subscription at Stripe is here, decided by nothing but what Stripe says of it now: the same whatever events
 * came before, in whatever order. Undefined for one that has not begun.
 * @param owedSince when the oldest open invoice was made, where one is
 */
export function readTruth(
  subscription: Stripe.Subscription,
  owedSince: Date | undefined,
): SubscriptionTruth | Unreadable | undefined {
  const { id, items } = subscription;
  if (NOT_BEGUN.has(subscription.status)) return undefined;
  const state = STATES[subscription.status];
  if (state === undefined) return { externalId: id, reason: `unknown state ${subscription.status}` };
  const [item, ...others] = items.data;
  if (item === undefined || others.length > 0) return { externalId: id, reason: 'not of one item' };
  const planCode = planOfPrice(item.price);
  if (planCode === undefined) return { externalId: id, reason: `price ${item.price.id} is none of ours` };
  // What has ended stays so, whatever was paused before.
  const status = state !== 'canceled' && subscription.pause_collection !== null ? 'paused' : state;
  const periodStart = at(item.current_period_start);
  const periodEnd = at(item.current_period_end);
  const cancelAt = cancellation(subscription, periodEnd);
  return {
    externalId: id,
    planCode,
    status,
    periodStart,
    periodEnd,
    cancelAt,
    createdAt: at(subscription.created),
    allowanceEndsAt: {
      active: () => cancelAt ?? afterGrace(periodEnd),
      past_due: () => earliest(afterGrace(owedSince ?? periodStart), cancelAt),
      paused: () => null,
      canceled: () => (subscription.ended_at === null ? null : at(subscription.ended_at)),
    }[status](),
  };
}

function cancellation(subscription: Stripe.Subscription, periodEnd: Date): Date | null {
  if (subscription.cancel_at !== null) return at(subscription.cancel_at);
  return subscription.cancel_at_period_end ? periodEnd : null;
}

/** Stripe's times are seconds. */
function at(seconds: number): Date {
  return new Date(seconds * 1_000);
}

function afterGrace(from: Date): Date {
  return new Date(from.getTime() + GRACE_DAYS * 86_400_000);
}

function earliest(a: Date, b: Date | null): Date {
  return b !== null && b < a ? b : a;
}
