export { createGenerations, type Generations } from './generations.ts';
export { generationRoutes } from './routes.ts';
export { expireAllLeases } from './store.ts';
