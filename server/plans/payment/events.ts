import { z } from 'zod';
import { AppError } from '#platform/errors.ts';
import type { Payment } from './payment.ts';
import { keepEvent, knowsEvent } from './store.ts';

/** All that is believed of an event: that something has changed for a customer. What, Stripe itself is asked. */
const eventSchema = z.object({
  id: z.string().min(1).max(255),
  type: z.string().max(255),
  created: z.number().int().nonnegative().max(8_640_000_000_000),
  data: z.object({
    object: z.object({
      id: z.string().optional(),
      object: z.string().optional(),
      customer: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
    }),
  }),
});
type PaymentEvent = z.infer<typeof eventSchema>;

/** The events after which a subscription may be another. All others are acknowledged and change nothing. */
const OF_INTEREST =
  /^(customer\.subscription\.\w+|customer\.deleted|checkout\.session\.completed|invoice\.(paid|payment_failed|payment_action_required|voided|marked_uncollectible))$/;

/**
 * Takes in an event from Stripe. Throws `bad_request` for what Stripe did not sign or not just now, and an error of 5xx
 * when Stripe or the database does not answer: then Stripe sends it again, and what was known holds meanwhile.
 * @param body the request's body, byte for byte
 */
export async function receiveEvent(payment: Payment, body: Buffer, signature: string): Promise<void> {
  const event = await verify(payment, body, signature);
  if (!OF_INTEREST.test(event.type)) return;
  const { database, log } = payment;
  const customerId = customerOfEvent(event);
  if (customerId === undefined || (await knowsEvent(database, event.id))) return;
  const outcome = await payment.syncCustomer(customerId);
  if (outcome === 'stored') return keepEvent(database, event);
  log.warn({ event: event.id, type: event.type }, 'a payment event of a customer who is none of ours');
}

async function verify(
  { stripe, webhookSecret }: Payment,
  body: Buffer,
  signature: string,
): Promise<PaymentEvent> {
  let signed: unknown;
  try {
    signed = await stripe.webhooks.constructEventAsync(body, signature, webhookSecret);
  } catch {
    // Signed and yet not readable is no better than not signed.
    throw new AppError('bad_request', 'The event is not signed by the payment provider, or not just now.');
  }
  const parsed = eventSchema.safeParse(signed);
  if (!parsed.success) throw new AppError('bad_request', 'This is no event.');
  return parsed.data;
}

function customerOfEvent({ data: { object } }: PaymentEvent): string | undefined {
  if (object.object === 'customer') return object.id;
  return typeof object.customer === 'object' ? object.customer?.id : object.customer;
}
