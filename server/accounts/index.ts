export { accountRoutes } from './routes.ts';
export { presentUser, readSettings } from './store.ts';
