export { assignPlan } from './assignPlan.ts';
export { dayOf, startOfMonth } from './period.ts';
export { monthlyLimitReached, notInPlan, roomLimitReached } from './planLimit.ts';
export { ANSWER_TOKENS, allowance, reserve } from './reservation.ts';
export { planRoutes } from './routes.ts';
export { STALE_RESERVATIONS, settle, settleAbandoned } from './settlement.ts';
export { assertRag, CURRENT_PLAN, defaultPlanCode, presentPlan } from './store.ts';
export { estimateTokens, FRAME_TOKENS, tokensOf } from './tokenEstimate.ts';
export { readPlanAndUsage } from './usage.ts';
