import type Stripe from 'stripe';
import { AppError, notFound } from '#platform/errors.ts';
import type { Locale } from '#shared/entities.ts';
import { listAllPlans } from '../store.ts';
import { ensureCustomer } from './customers.ts';
import type { Payment } from './payment.ts';
import { noteCheckout } from './store.ts';
import { stripeErrorOf } from './stripe.ts';
import { findPaidSubscription } from './subscriptions.ts';

/** Who pays, and where the browser comes back to: `origin` is ours. */
export type Payer = { userId: string; email: string; locale: Locale; origin: string };

const ATTEMPTS = 3;

/**
 * The address of Stripe's page where a plan is paid. There is one such page a person at a time: asked for again it is
 * the same, for another plan the former one is closed, so that nobody pays twice. Throws `plan_not_for_sale`, and
 * `subscription_exists` where one is paid for: Stripe is asked, since its event may still be on its way.
 */
export async function openCheckout(payment: Payment, payer: Payer, planCode: string): Promise<string> {
  const { stripe, database } = payment;
  const plans = await database.asSystem('plans belong to nobody', listAllPlans);
  const plan = plans.find(({ code }) => code === planCode);
  if (plan === undefined) throw notFound('plan');
  const terms = await payment.findPrice(plan);
  if (terms === undefined)
    throw new AppError('plan_not_for_sale', `The plan ${plan.name} cannot be paid for.`);
  const customer = await ensureCustomer(payment, payer);
  await payment.syncCustomer(customer);
  if ((await findPaidSubscription(database, payer.userId)) !== undefined) {
    throw new AppError('subscription_exists', 'There is a paid subscription: change its plan instead.');
  }
  await noteCheckout(database, customer, plan.code);
  for (let attempt = 1; ; attempt += 1) {
    const { data: sessions } = await stripe.checkout.sessions.list({ customer, limit: 20 });
    const open = sessions.filter(({ status }) => status === 'open');
    const same = open.find(({ metadata, url }) => metadata?.['price'] === terms.price && url !== null);
    if (same?.url) return same.url;
    for (const { id } of open) await stripe.checkout.sessions.expire(id);
    try {
      const { url } = await stripe.checkout.sessions.create(pageOf(payer, customer, terms.price), {
        // Whoever sees the same pages begins the same one: a double click makes no second.
        idempotencyKey: `checkout ${customer} after ${sessions[0]?.id ?? 'none'}`,
      });
      if (url !== null) return url;
    } catch (error) {
      // Somebody else has begun one for another plan meanwhile: the next look finds it.
      if (attempt === ATTEMPTS || stripeErrorOf(error)?.type !== 'StripeIdempotencyError') throw error;
    }
    if (attempt === ATTEMPTS)
      throw new AppError('payment_unavailable', 'The payment page could not be opened.');
  }
}

function pageOf(
  { userId, locale, origin }: Payer,
  customer: string,
  price: string,
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'subscription',
    customer,
    client_reference_id: userId,
    line_items: [{ price, quantity: 1 }],
    metadata: { price },
    locale,
    success_url: `${origin}/plans/paid`,
    cancel_url: `${origin}/plans/back`,
  };
}
