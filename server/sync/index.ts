export { syncRoutes } from './routes.ts';
export { startSyncSweep } from './sweep.ts';
