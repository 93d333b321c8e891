import type Stripe from 'stripe';
import type { Config } from '#platform/config.ts';
import { AppError } from '#platform/errors.ts';

const TIMEOUT_MS = 8_000;

/** Stripe's own client. */
export async function openStripe({ secretKey, apiBase }: NonNullable<Config['payment']>): Promise<Stripe> {
  // 36 MB of memory and a fifth of a second: only where payment is set up.
  const { default: StripeClient } = await import('stripe');
  return new StripeClient(secretKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(apiBase !== undefined && {
      host: apiBase.hostname,
      port: apiBase.port || (apiBase.protocol === 'http:' ? 80 : 443),
      protocol: apiBase.protocol === 'http:' ? 'http' : 'https',
    }),
  });
}

/** What Stripe's errors say of themselves; undefined for any other error. */
export function stripeErrorOf(error: unknown): { type: string; code: string | undefined } | undefined {
  if (!(error instanceof Error) || !('type' in error) || typeof error.type !== 'string') return undefined;
  if (!error.type.startsWith('Stripe')) return undefined;
  return {
    type: error.type,
    code: 'code' in error && typeof error.code === 'string' ? error.code : undefined,
  };
}

/** That something has gone at Stripe, or was never there. */
export function isMissing(error: unknown): boolean {
  return stripeErrorOf(error)?.code === 'resource_missing';
}

/** Work that asks Stripe. Whatever Stripe answers with an error is `payment_unavailable`; the cause is logged. */
export async function askingStripe<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (stripeErrorOf(error) === undefined) throw error;
    throw new AppError(
      'payment_unavailable',
      'The payment provider does not answer as it should. Try again in a moment.',
      undefined,
      { cause: error },
    );
  }
}
