import type Stripe from 'stripe';
import type { Config } from '#platform/config.ts';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import type { Plan } from '#shared/entities.ts';
import { type CustomerSync, createCustomerSync } from './customerSync.ts';
import { createPrices, type StoredPrice } from './prices.ts';
import { openStripe } from './stripe.ts';

/** Payment at Stripe, and what it stands on. */
export type Payment = {
  stripe: Stripe;
  webhookSecret: string;
  database: Database;
  log: Log;
  syncCustomer: CustomerSync;
  /** Undefined for a plan that cannot be paid for. */
  findPrice: (plan: Plan) => Promise<StoredPrice | undefined>;
};

/** Undefined where payment is not set up: then nothing of it is loaded either. */
export async function openPayment(
  config: Config['payment'],
  { database, log }: { database: Database; log: Log },
): Promise<Payment | undefined> {
  if (config === undefined) return undefined;
  const stripe = await openStripe(config);
  return {
    stripe,
    webhookSecret: config.webhookSecret,
    database,
    log,
    syncCustomer: createCustomerSync({ stripe, database, log }),
    findPrice: createPrices(stripe),
  };
}
