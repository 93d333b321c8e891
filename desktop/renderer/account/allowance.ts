import type { Plan, Usage } from '#shared/entities.ts';
import type { PlanLimit } from '#shared/errors.ts';

/** One of the limits a month that hold for a person, and how much of it is used. */
export type Allowance = { limit: PlanLimit; used: number; max: number };

/** From here on a limit is worth a word before it is reached. */
export const NEARLY_USED = 0.9;

/** The limits a month of a plan and of the person's own, as far as there are any. */
export function monthlyAllowances(plan: Plan, { messages, tokens, caps }: Usage): Allowance[] {
  const limits: [PlanLimit, number, number | null][] = [
    ['messages', messages, plan.messageLimit],
    ['tokens', tokens, plan.tokenLimit],
    ['message_cap', messages, caps.messages],
    ['token_cap', tokens, caps.tokens],
  ];
  return limits.flatMap(([limit, used, max]) => (max === null ? [] : [{ limit, used, max }]));
}

/** How much of it is used: 0 to 1. A limit of nothing is used up. */
export function shareOf({ used, max }: { used: number; max: number }): number {
  return max > 0 ? Math.min(1, used / max) : 1;
}

/** The limit that is nearest to its end, if one is near. */
export function nearestLimit(plan: Plan, usage: Usage): Allowance | undefined {
  const near = monthlyAllowances(plan, usage).filter((allowance) => shareOf(allowance) >= NEARLY_USED);
  return near.toSorted((a, b) => shareOf(b) - shareOf(a))[0];
}

export const isCap = (limit: string | undefined): boolean => limit === 'message_cap' || limit === 'token_cap';
