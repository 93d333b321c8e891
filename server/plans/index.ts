export { startOfMonth } from './period.ts';
export { planRoutes } from './routes.ts';
export {
  CURRENT_PLAN,
  countMessage,
  countTokens,
  findPlan,
  messageLimitReached,
  readPlanAndUsage,
} from './store.ts';
