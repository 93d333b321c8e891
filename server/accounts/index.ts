export { accountRoutes } from './routes.ts';
export { readSettings } from './store.ts';
