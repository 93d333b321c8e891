import { createHash } from 'node:crypto';
import type { Payment } from './payment.ts';
import { addCustomer, customerOf } from './store.ts';

/** The person's customer at Stripe, made at their first payment and kept before anything is paid by it. */
export async function ensureCustomer(
  { stripe, database }: Payment,
  { userId, email, locale }: { userId: string; email: string; locale: string },
): Promise<string> {
  const known = await customerOf(database, userId);
  if (known !== undefined) return known;
  const params = { email, preferred_locales: [locale], metadata: { kipux_user: userId } };
  const digest = createHash('sha256').update(JSON.stringify(params)).digest('hex');
  const { id } = await stripe.customers.create(params, { idempotencyKey: `customer ${digest}` });
  return addCustomer(database, userId, id);
}
