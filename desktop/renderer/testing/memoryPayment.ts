import type { Plan, Subscription } from '#shared/entities.ts';

export type MemoryPayment = ReturnType<typeof createMemoryPayment>;

const DAY_MS = 86_400_000;

/** The plans on offer and what is paid for, in memory. */
export function createMemoryPayment() {
  const state = {
    canPay: true,
    subscription: null as Subscription | null,
    checkoutUrl: 'https://checkout.stripe.com/c/pay/',
  };
  return {
    state,
    plans: PLANS,
    /** As if the payment provider had told of it. */
    subscribe(planCode: string, fields: Partial<Subscription> = {}): void {
      const end = Date.now() + 20 * DAY_MS;
      state.subscription = {
        planCode,
        status: 'active',
        isPaid: true,
        currentPeriodEnd: new Date(end).toISOString(),
        cancelAt: null,
        allowanceEndsAt: new Date(end + 7 * DAY_MS).toISOString(),
        ...fields,
      };
    },
  };
}

const FREE: Plan = {
  code: 'free',
  name: 'Free',
  priceMonthly: '0.00',
  currency: 'EUR',
  messageLimit: 1_000,
  tokenLimit: null,
  maxStorageMb: 500,
  maxDocuments: 100,
  allowRag: true,
  allowWebSearch: false,
  models: null,
};

const PLANS: readonly Plan[] = [
  FREE,
  {
    ...FREE,
    code: 'pro',
    name: 'Pro',
    priceMonthly: '12.50',
    messageLimit: 20_000,
    maxStorageMb: 10_240,
    maxDocuments: 2_000,
    allowWebSearch: true,
  },
  {
    ...FREE,
    code: 'team',
    name: 'Team',
    priceMonthly: '40.00',
    messageLimit: null,
    maxStorageMb: 102_400,
    maxDocuments: null,
    allowWebSearch: true,
  },
];
