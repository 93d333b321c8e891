import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { Locale } from '#shared/entities.ts';
import { listAllPlans } from '../store.ts';
import type { Payment } from './payment.ts';
import type { StoredPrice } from './prices.ts';
import { stripeErrorOf } from './stripe.ts';

/** The address where a customer changes plan, way to pay, or cancels: Stripe's own portal, with the plans that are on offer. */
export async function openPortal(
  payment: Payment,
  { customer, locale, origin }: { customer: string; locale: Locale; origin: string },
): Promise<string> {
  const { url } = await payment.stripe.billingPortal.sessions.create({
    customer,
    locale,
    configuration: await findConfiguration(payment),
    return_url: `${origin}/plans/back`,
  });
  return url;
}

/** So many products to choose from are all that Stripe takes. */
const MOST_PRODUCTS = 10;

/** With the plans on offer; without them where Stripe refuses one: cancelling has to be possible whatever is on offer. */
async function findConfiguration(payment: Payment): Promise<string> {
  const { stripe, database, findPrice, log } = payment;
  const plans = await database.asSystem('plans belong to nobody', listAllPlans);
  try {
    const found = await Promise.all(plans.map(findPrice));
    return await configurationFor(
      stripe,
      found.filter((price) => price !== undefined),
    );
  } catch (error) {
    if (stripeErrorOf(error)?.type !== 'StripeInvalidRequestError') throw error;
    log.error({ err: error }, 'the payment provider refuses a plan: its portal offers none');
    return configurationFor(stripe, []);
  }
}

/** Found by what it allows; made when there is none that does. */
async function configurationFor(stripe: Stripe, offer: StoredPrice[]): Promise<string> {
  const features = featuresOf(offer);
  const digest = createHash('sha256').update(JSON.stringify(features)).digest('hex').slice(0, 32);
  const { data } = await stripe.billingPortal.configurations.list({ active: true, limit: 100 });
  const known = data.find(({ metadata }) => metadata?.['kipux_offer'] === digest);
  if (known !== undefined) return known.id;
  const { id } = await stripe.billingPortal.configurations.create(
    { features, metadata: { kipux_offer: digest } },
    { idempotencyKey: `portal ${digest}` },
  );
  return id;
}

/** Who changes to a dearer plan has it at once and pays the difference at once; a cheaper one follows the paid period. */
function featuresOf(offer: StoredPrice[]): Stripe.BillingPortal.ConfigurationCreateParams.Features {
  return {
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    customer_update: { enabled: true, allowed_updates: ['address', 'tax_id'] },
    subscription_cancel: { enabled: true, mode: 'at_period_end' },
    subscription_update: {
      enabled: offer.length > 0,
      default_allowed_updates: ['price'],
      proration_behavior: 'always_invoice',
      schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] },
      products: offer.slice(0, MOST_PRODUCTS).map(({ price, product }) => ({ product, prices: [price] })),
    },
  };
}
