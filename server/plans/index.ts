export { assignPlan } from './assignPlan.ts';
export { openPayment, type Payment } from './payment/payment.ts';
export { paymentRoutes } from './payment/routes.ts';
export { startPaymentSweep } from './payment/sweep.ts';
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
