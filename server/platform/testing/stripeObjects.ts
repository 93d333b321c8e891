import type Stripe from 'stripe';

export const DAY = 86_400;

/** Now, as Stripe counts time. */
export const seconds = () => Math.floor(Date.now() / 1_000);

/** A price that Kipux has made at Stripe. */
export function newPrice(fields: Partial<Stripe.Price> & { id: string }): Stripe.Price {
  return {
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: seconds(),
    currency: 'eur',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: 'kipux_pro',
    recurring: {
      interval: 'month',
      interval_count: 1,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: 1_200,
    unit_amount_decimal: null,
    ...fields,
  };
}

/** A subscription of a month that was begun just now; in recent versions of the API the period is its item's. */
export function newSubscription(
  { id, customer, price }: { id: string; customer: string; price: Stripe.Price },
  now: number = seconds(),
): Stripe.Subscription {
  return {
    ...NOTHING_SPECIAL,
    id,
    billing_cycle_anchor: now,
    created: now,
    start_date: now,
    currency: price.currency,
    customer,
    items: {
      object: 'list',
      data: [newItem(id, price, now)],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    metadata: {},
    status: 'active',
  };
}

function newItem(subscription: string, price: Stripe.Price, now: number): Stripe.SubscriptionItem {
  return {
    id: `si_${subscription}`,
    object: 'subscription_item',
    billing_thresholds: null,
    created: now,
    current_period_start: now,
    current_period_end: now + 30 * DAY,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: newPlan(price, now),
    price,
    quantity: 1,
    subscription,
    tax_rates: [],
  };
}

function newPlan(price: Stripe.Price, now: number): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: true,
    amount: price.unit_amount,
    amount_decimal: null,
    billing_scheme: 'per_unit',
    created: now,
    currency: price.currency,
    interval: 'month',
    interval_count: 1,
    livemode: false,
    metadata: {},
    meter: null,
    nickname: null,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}

const NOTHING_SPECIAL = {
  object: 'subscription',
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_mode: { flexible: null, type: 'classic' },
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: null,
  collection_method: 'charge_automatically',
  customer_account: null,
  days_until_due: null,
  default_payment_method: null,
  default_source: null,
  description: null,
  discounts: [],
  ended_at: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  latest_invoice: null,
  livemode: false,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: null,
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  test_clock: null,
  transfer_data: null,
  trial_end: null,
  trial_settings: null,
  trial_start: null,
} as const satisfies Partial<Stripe.Subscription>;
