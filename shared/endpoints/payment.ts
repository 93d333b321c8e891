import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { subscriptionSchema } from '../entities.ts';

/** An address of the payment provider's, to be opened in a browser. */
const providerPage = z.object({ url: z.url({ protocol: /^https?$/ }) });

export const getSubscription = endpoint({
  method: 'GET',
  path: '/api/account/subscription',
  summary: 'What gives the signed-in user their plan, and whether payment can be managed',
  auth: 'session',
  success: {
    status: 200,
    kind: 'json',
    body: z.object({
      /** null: nothing does; the default plan holds. */
      subscription: subscriptionSchema.nullable(),
      /** There is something at the payment provider's: `openBillingPortal` leads to it. */
      canManage: z.boolean(),
    }),
  },
});

export const beginCheckout = endpoint({
  method: 'POST',
  path: '/api/account/checkout',
  summary: 'Begin to pay for a plan, at the payment provider’s address in the answer',
  auth: 'session',
  body: z.strictObject({ planCode: z.string().min(1).max(100) }),
  success: { status: 200, kind: 'json', body: providerPage },
  errors: [
    'not_found',
    'payment_not_set_up',
    'plan_not_for_sale',
    'subscription_exists',
    'payment_unavailable',
  ],
});

export const openBillingPortal = endpoint({
  method: 'POST',
  path: '/api/account/billing-portal',
  summary: 'Change the plan, the way to pay or cancel, at the payment provider’s address in the answer',
  auth: 'session',
  success: { status: 200, kind: 'json', body: providerPage },
  errors: ['payment_not_set_up', 'no_payment_yet', 'payment_unavailable'],
});

export const receivePaymentEvent = endpoint({
  method: 'POST',
  path: '/api/payments/stripe',
  summary: 'For Stripe: an event, signed in the header Stripe-Signature over the body as it was sent',
  auth: 'public',
  success: { status: 200, kind: 'json', body: z.object({ received: z.literal(true) }) },
  errors: ['bad_request', 'payment_not_set_up', 'payload_too_large', 'payment_unavailable', 'unavailable'],
});
