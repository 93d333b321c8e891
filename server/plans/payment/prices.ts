import type Stripe from 'stripe';
import type { Plan } from '#shared/entities.ts';
import { type PriceTerms, priceTerms } from './priceKey.ts';
import { isMissing } from './stripe.ts';

/** Where Stripe keeps a plan's price. */
export type StoredPrice = { price: string; product: string };

/** Finds plans' prices at Stripe, and makes those that are not there. Prices never change, so they are remembered. */
export function createPrices(stripe: Stripe): (plan: Plan) => Promise<StoredPrice | undefined> {
  const known = new Map<string, Promise<StoredPrice>>();
  return async (plan) => {
    const terms = priceTerms(plan);
    if (terms === undefined) return undefined;
    const price = known.get(terms.lookupKey) ?? findOrMake(stripe, plan, terms);
    known.set(terms.lookupKey, price);
    price.catch(() => known.delete(terms.lookupKey));
    return price;
  };
}

async function findOrMake(stripe: Stripe, plan: Plan, terms: PriceTerms): Promise<StoredPrice> {
  const { data } = await stripe.prices.list({ lookup_keys: [terms.lookupKey], active: true, limit: 1 });
  const found = data[0];
  if (found !== undefined) {
    return {
      price: found.id,
      product: typeof found.product === 'string' ? found.product : found.product.id,
    };
  }
  const product = await findOrMakeProduct(stripe, plan);
  const { id } = await stripe.prices.create(
    {
      product,
      currency: terms.currency,
      unit_amount: terms.unitAmount,
      recurring: { interval: 'month' },
      lookup_key: terms.lookupKey,
    },
    { idempotencyKey: `price ${terms.lookupKey}` },
  );
  return { price: id, product };
}

async function findOrMakeProduct(stripe: Stripe, plan: Plan): Promise<string> {
  const id = `kipux_${plan.code}`;
  try {
    await stripe.products.retrieve(id);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await stripe.products.create({ id, name: `Kipux ${plan.name}` }, { idempotencyKey: `product ${id}` });
  }
  return id;
}
