export { openPayment, type Payment } from './payment/payment.ts';
export { paymentRoutes } from './payment/routes.ts';
export { assertNotPaying } from './payment/subscriptions.ts';
export { startPaymentSweep } from './payment/sweep.ts';
export { startOfMonth } from './period.ts';
export { planRoutes } from './routes.ts';
export {
  CURRENT_PLAN,
  countMessage,
  countTokens,
  findPlan,
  messageLimitReached,
  readPlanAndUsage,
  readStorage,
} from './store.ts';
