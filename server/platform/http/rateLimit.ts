import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.ts';

/** Rejects with `rate_limited` when one user asks far more than any ordinary use. */
export type UserRateLimit = (userId: string) => Promise<void>;

const REQUESTS = 600;
const SECONDS = 3;

/** 200 requests a second and user, counted in this process: it protects the process, so no shared count is needed. */
export function createUserRateLimit(): UserRateLimit {
  const limiter = new RateLimiterMemory({ points: REQUESTS, duration: SECONDS });
  return async (userId) => {
    try {
      await limiter.consume(userId);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
      throw rateLimited(seconds);
    }
  };
}

/** The error that asks to come back after some seconds. */
export function rateLimited(retryAfterSeconds: number): AppError {
  return new AppError('rate_limited', `Too many requests. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}
