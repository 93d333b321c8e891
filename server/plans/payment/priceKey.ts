import type Stripe from 'stripe';
import type { Plan } from '#shared/entities.ts';
import { toMinorUnits } from './money.ts';

/** A plan's price as Stripe counts it, and the key under which Stripe finds it. */
export type PriceTerms = { planCode: string; currency: string; unitAmount: number; lookupKey: string };

/** Undefined for a plan that costs nothing, or an amount that cannot be charged. */
export function priceTerms({ code, priceMonthly, currency }: Plan): PriceTerms | undefined {
  const unitAmount = toMinorUnits(priceMonthly, currency);
  if (unitAmount === undefined) return undefined;
  return termsOf(code, currency.toLowerCase(), unitAmount);
}

function termsOf(planCode: string, currency: string, unitAmount: number): PriceTerms {
  return { planCode, currency, unitAmount, lookupKey: `kipux:${planCode}:${currency}:${unitAmount}` };
}

/**
 * The plan that a price was made for. Its key, which we wrote, has to say the very amount and currency that it charges:
 * any other price gives no plan. A plan's former prices go on giving it.
 */
export function planOfPrice(
  price: Pick<Stripe.Price, 'lookup_key' | 'currency' | 'unit_amount' | 'recurring'>,
): string | undefined {
  const [, planCode] = /^kipux:(.+):[a-z]{3}:\d+$/.exec(price.lookup_key ?? '') ?? [];
  if (planCode === undefined || price.unit_amount === null) return undefined;
  const isMonthly = price.recurring?.interval === 'month' && price.recurring.interval_count === 1;
  const isAsSaid = termsOf(planCode, price.currency, price.unit_amount).lookupKey === price.lookup_key;
  return isMonthly && isAsSaid ? planCode : undefined;
}
