import express from 'express';
import type { Config } from '#platform/config.ts';
import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { AppError } from '#platform/errors.ts';
import { parseBody } from '#platform/http/parseBody.ts';
import { publicOrigin } from '#platform/http/publicOrigin.ts';
import { createRateLimit } from '#platform/http/rateLimit.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/payment.ts';
import { type Locale, localeSchema } from '#shared/entities.ts';
import { openCheckout } from './checkout.ts';
import { receiveEvent } from './events.ts';
import type { Payment } from './payment.ts';
import { openPortal } from './portal.ts';
import { customerOf } from './store.ts';
import { askingStripe } from './stripe.ts';
import { findSubscription } from './subscriptions.ts';

/** Far more than Stripe's largest event. */
const EVENT_LIMIT = '1mb';

type PaymentParts = { config: Config; database: Database; payment: Payment | undefined };

/** Paying for a plan, and what the payment provider tells of it. */
export function paymentRoutes({ config, database, payment }: PaymentParts): Route[] {
  const parseRaw = express.raw({ limit: EVENT_LIMIT, inflate: false, type: () => true });
  // Each page is several requests to the provider, who counts them for the whole server.
  const pages = createRateLimit({ points: 30, duration: 60 });
  return [
    route(contract.getSubscription, async (_input, { userId }) => ({
      subscription: (await findSubscription(database, userId)) ?? null,
      canManage: payment !== undefined && (await customerOf(database, userId)) !== undefined,
    })),
    route(contract.beginCheckout, async ({ body }, { userId, request }) => {
      const setUp = assertSetUp(payment);
      await pages(userId);
      const payer = { ...(await readPayer(database, userId)), userId, origin: publicOrigin(config, request) };
      return { url: await askingStripe(() => openCheckout(setUp, payer, body.planCode)) };
    }),
    route(contract.openBillingPortal, async (_input, { userId, request }) => {
      const setUp = assertSetUp(payment);
      await pages(userId);
      const customer = await customerOf(database, userId);
      if (customer === undefined) throw new AppError('no_payment_yet', 'Nothing has been paid so far.');
      const { locale } = await readPayer(database, userId);
      const origin = publicOrigin(config, request);
      return { url: await askingStripe(() => openPortal(setUp, { customer, locale, origin })) };
    }),
    route(contract.receivePaymentEvent, async (_input, { request, response }) => {
      const setUp = assertSetUp(payment);
      await parseBody(parseRaw, request, response);
      const body: unknown = request.body;
      await receiveEvent(
        setUp,
        Buffer.isBuffer(body) ? body : Buffer.alloc(0),
        request.get('stripe-signature') ?? '',
      );
      return { received: true as const };
    }),
  ];
}

function assertSetUp(payment: Payment | undefined): Payment {
  if (payment === undefined) {
    throw new AppError('payment_not_set_up', 'This server takes no payment. Its admins assign plans.');
  }
  return payment;
}

const PAYER: Statement = { name: 'payer', text: 'SELECT email, locale FROM users WHERE id = $1' };

async function readPayer(
  { readAsUser }: Database,
  userId: string,
): Promise<{ email: string; locale: Locale }> {
  const [row] = await readAsUser<{ email: string; locale: string }>(userId, PAYER, [userId]);
  if (row === undefined) throw new AppError('not_signed_in', 'Sign in first.');
  return { email: row.email, locale: localeSchema.catch('en').parse(row.locale) };
}
