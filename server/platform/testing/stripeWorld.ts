import type Stripe from 'stripe';
import { newPrice, seconds } from './stripeObjects.ts';

export type StripeCall = {
  method: string;
  path: string;
  query: URLSearchParams;
  form: Record<string, string>;
  idempotencyKey: string | undefined;
};

export type Answer = { status: number; body: object };

export type CheckoutSession = {
  id: string;
  object: 'checkout.session';
  customer: string;
  status: 'open' | 'complete' | 'expired';
  url: string | null;
  metadata: { price: string };
  client_reference_id: string | null;
};

/** What Stripe has, as far as Kipux uses it. */
export type StripeWorld = ReturnType<typeof createStripeWorld>;

export function createStripeWorld() {
  let made = 0;
  const run = Math.random().toString(36).slice(2);
  return {
    customers: new Map<string, { id: string; email: string }>(),
    products: new Set<string>(),
    prices: new Map<string, Stripe.Price>(),
    /** The oldest first. */
    sessions: [] as CheckoutSession[],
    subscriptions: new Map<string, Stripe.Subscription>(),
    /** When each subscription's open invoices were made, the newest first. */
    openInvoices: new Map<string, number[]>(),
    configurations: [] as { id: string; metadata: { kipux_offer: string } }[],
    newId: (kind: string) => `${kind}_${++made}${run}`,
  };
}

/** What Stripe answers, and what it has afterwards. */
export function answerCall(world: StripeWorld, call: StripeCall): Answer {
  for (const [pattern, respond] of ROUTES) {
    const match = pattern.exec(`${call.method} ${call.path}`);
    if (match !== null) return respond(world, call, match[1] ?? '');
  }
  return MISSING;
}

export function refusal(status: number, code: string, type: string): Answer {
  return { status, body: { error: { type, code, message: 'refused by script' } } };
}

/** In a portal's configuration. */
const MOST_PRODUCTS = 10;

const MISSING = refusal(404, 'resource_missing', 'invalid_request_error');

type Respond = (world: StripeWorld, call: StripeCall, id: string) => Answer;

const ok = (body: object): Answer => ({ status: 200, body });
const list = (data: object[]) => ok({ object: 'list', data, has_more: false, url: '' });

const ROUTES: readonly [RegExp, Respond][] = [
  [/^POST \/v1\/customers$/, createCustomer],
  [/^DELETE \/v1\/customers\/(\w+)$/, deleteCustomer],
  [/^GET \/v1\/products\/(\w+)$/, (world, _call, id) => (world.products.has(id) ? ok({ id }) : MISSING)],
  [/^POST \/v1\/products$/, createProduct],
  [/^GET \/v1\/prices$/, findPrices],
  [/^POST \/v1\/prices$/, createPrice],
  [/^GET \/v1\/checkout\/sessions$/, listSessions],
  [/^POST \/v1\/checkout\/sessions$/, createSession],
  [/^POST \/v1\/checkout\/sessions\/(\w+)\/expire$/, expireSession],
  [/^GET \/v1\/subscriptions$/, listSubscriptions],
  [/^POST \/v1\/subscriptions\/(\w+)$/, updateSubscription],
  [/^POST \/v1\/subscription_schedules\/(\w+)\/release$/, releaseSchedule],
  [/^GET \/v1\/invoices$/, listOpenInvoices],
  [/^GET \/v1\/billing_portal\/configurations$/, (world) => list(world.configurations)],
  [/^POST \/v1\/billing_portal\/configurations$/, createConfiguration],
  [
    /^POST \/v1\/billing_portal\/sessions$/,
    (_world, { form }) => ok({ url: `https://billing.stripe.com/p/${form['customer']}` }),
  ],
];

function createCustomer(world: StripeWorld, { form }: StripeCall): Answer {
  const customer = { id: world.newId('cus'), object: 'customer', email: form['email'] ?? '' };
  world.customers.set(customer.id, customer);
  return ok(customer);
}

/** Ends all that the customer has. */
function deleteCustomer(world: StripeWorld, _call: StripeCall, id: string): Answer {
  if (!world.customers.delete(id)) return MISSING;
  for (const subscription of world.subscriptions.values()) {
    if (subscription.customer === id) {
      Object.assign(subscription, { status: 'canceled', ended_at: seconds() });
    }
  }
  return ok({ id, object: 'customer', deleted: true });
}

function createProduct(world: StripeWorld, { form }: StripeCall): Answer {
  const id = form['id'] ?? '';
  world.products.add(id);
  return ok({ id, object: 'product' });
}

function findPrices(world: StripeWorld, { query }: StripeCall): Answer {
  const key = query.get('lookup_keys[0]');
  return list([...world.prices.values()].filter(({ lookup_key }) => lookup_key === key));
}

function createPrice(world: StripeWorld, { form }: StripeCall): Answer {
  if (form['currency'] === 'xts') return refusal(400, 'invalid_currency', 'invalid_request_error');
  const price = newPrice({
    id: world.newId('price'),
    lookup_key: form['lookup_key'] ?? null,
    currency: form['currency'] ?? '',
    unit_amount: Number(form['unit_amount']),
    product: form['product'] ?? '',
  });
  world.prices.set(price.id, price);
  return ok(price);
}

function listSessions(world: StripeWorld, { query }: StripeCall): Answer {
  return list(world.sessions.filter(({ customer }) => customer === query.get('customer')).toReversed());
}

function createSession(world: StripeWorld, { form }: StripeCall): Answer {
  const id = world.newId('cs');
  const session: CheckoutSession = {
    id,
    object: 'checkout.session',
    customer: form['customer'] ?? '',
    status: 'open',
    url: `https://checkout.stripe.com/c/pay/${id}`,
    metadata: { price: form['metadata[price]'] ?? '' },
    client_reference_id: form['client_reference_id'] ?? null,
  };
  world.sessions.push(session);
  return ok(session);
}

function expireSession(world: StripeWorld, _call: StripeCall, id: string): Answer {
  const session = world.sessions.find((other) => other.id === id);
  if (session?.status !== 'open') return refusal(400, 'not_open', 'invalid_request_error');
  return ok(Object.assign(session, { status: 'expired', url: null }));
}

function listSubscriptions(world: StripeWorld, { query }: StripeCall): Answer {
  const customer = query.get('customer') ?? '';
  if (!world.customers.has(customer)) return MISSING;
  return list([...world.subscriptions.values()].filter((one) => one.customer === customer).toReversed());
}

function updateSubscription(world: StripeWorld, { form }: StripeCall, id: string): Answer {
  const subscription = world.subscriptions.get(id);
  if (subscription === undefined) return MISSING;
  if (subscription.schedule !== null) return refusal(400, 'managed_by_schedule', 'invalid_request_error');
  const isCanceled = form['cancel_at_period_end'] === 'true';
  const end = subscription.items.data[0]?.current_period_end ?? null;
  return ok(
    Object.assign(subscription, {
      cancel_at_period_end: isCanceled,
      cancel_at: isCanceled ? end : null,
    }),
  );
}

function releaseSchedule(world: StripeWorld, _call: StripeCall, id: string): Answer {
  const subscription = [...world.subscriptions.values()].find(({ schedule }) => schedule === id);
  if (subscription === undefined) return MISSING;
  subscription.schedule = null;
  return ok({ id, object: 'subscription_schedule', status: 'released' });
}

function listOpenInvoices(world: StripeWorld, { query }: StripeCall): Answer {
  const times = world.openInvoices.get(query.get('subscription') ?? '') ?? [];
  return list(times.map((created) => ({ created })));
}

function createConfiguration(world: StripeWorld, { form }: StripeCall): Answer {
  const products = Object.keys(form).filter((key) => key.endsWith('[product]'));
  if (products.length > MOST_PRODUCTS) {
    return refusal(400, 'too_many_products', 'invalid_request_error');
  }
  const metadata = { kipux_offer: form['metadata[kipux_offer]'] ?? '' };
  const configuration = { id: world.newId('bpc'), metadata };
  world.configurations.push(configuration);
  return ok(configuration);
}
