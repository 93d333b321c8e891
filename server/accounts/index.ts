export { deviceRoutes } from './deviceRoutes.ts';
export { accountRoutes } from './routes.ts';
export { readSettings } from './store.ts';
