export { assignPlan } from './assignPlan.ts';
export { startOfMonth } from './period.ts';
export { planRoutes } from './routes.ts';
export {
  CURRENT_PLAN,
  countMessage,
  countTokens,
  defaultPlanCode,
  findPlan,
  messageLimitReached,
  presentPlan,
  readPlanAndUsage,
  readStorage,
} from './store.ts';
