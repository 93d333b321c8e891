export { accountAdminRoutes } from './adminRoutes.ts';
export { deviceRoutes } from './deviceRoutes.ts';
export { recoveryRoutes } from './recoveryRoutes.ts';
export { accountRoutes } from './routes.ts';
export { createSetupCode } from './setupCode.ts';
export { readSettings } from './store.ts';
export { twoFactorRoutes } from './twoFactorRoutes.ts';
