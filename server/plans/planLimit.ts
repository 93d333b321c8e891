import { AppError } from '#platform/errors.ts';
import type { PlanLimit } from '#shared/errors.ts';
import { startOfNextMonth } from './period.ts';

type Amount = { used: number; max: number };

const MONTHLY: Partial<Record<PlanLimit, (plan: string, max: number) => string>> = {
  messages: (plan, max) => `The plan ${plan} has ${max} messages a month.`,
  tokens: (plan, max) => `The plan ${plan} has ${max} tokens a month: too few are left for this message.`,
  message_cap: (_plan, max) => `Your own cap is ${max} messages a month.`,
  token_cap: (_plan, max) => `Your own cap is ${max} tokens a month: too few are left for this message.`,
};

/** The error of what would pass an amount that a plan, or a person's own cap, has a month. */
export function monthlyLimitReached(limit: PlanLimit, plan: string, { used, max }: Amount): AppError {
  const renewsAt = startOfNextMonth(new Date()).toISOString();
  const message = MONTHLY[limit]?.(plan, max) ?? `The plan ${plan} has no more of this.`;
  return new AppError('plan_limit_reached', message, { limit, used, max, renewsAt });
}

/** The error of what would need more room than a plan has. */
export function roomLimitReached(limit: 'storage' | 'documents', message: string, amount: Amount): AppError {
  return new AppError('plan_limit_reached', message, { limit, ...amount });
}

/** The error of what a plan does not include at all. */
export function notInPlan(limit: 'rag' | 'model', message: string): AppError {
  return new AppError('plan_limit_reached', message, { limit });
}
