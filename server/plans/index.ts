export { planRoutes } from './routes.ts';
export { addTokens, findPlan, readPlanAndUsage, reserveMessage } from './store.ts';
