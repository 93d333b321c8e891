export { deviceRoutes } from './deviceRoutes.ts';
export { recoveryRoutes } from './recoveryRoutes.ts';
export { accountRoutes } from './routes.ts';
export { readSettings } from './store.ts';
