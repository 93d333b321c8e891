export { planRoutes } from './routes.ts';
export { addTokens, findPlan, readPlanAndUsage, readStorage, reserveMessage } from './store.ts';
