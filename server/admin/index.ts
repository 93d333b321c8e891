export { decideRegistration, readRegistration } from './admissionRoutes.ts';
export { type Actor, listAuditLog } from './auditLog.ts';
export { createAccount } from './createAccount.ts';
export { readHealth } from './health.ts';
export { listJobs, retryJobs } from './jobs.ts';
export { type AdminConnection, openAdmin } from './openAdmin.ts';
export { createPlan, listPlans, offerPlan, retirePlan, updatePlan } from './plans.ts';
export { adminRoutes } from './routes.ts';
export { readSettings, updateSettings } from './settings.ts';
export { startUsageTotals } from './usageTotals.ts';
export {
  assignPlan,
  deleteUser,
  endUserSessions,
  endUserTwoFactor,
  makeResetLink,
  restoreUser,
  setUserRole,
  suspendUser,
} from './userActs.ts';
export { findUserByEmail, listUsers, readUserDetail } from './users.ts';
