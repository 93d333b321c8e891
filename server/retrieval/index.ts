export { createCitationCheck } from './citationVerifier.ts';
export { settledLength } from './claims.ts';
export { retrievalRoutes } from './routes.ts';
export {
  type PreparedQuery,
  prepareQuery,
  type RankedPassage,
  searchPassages,
} from './searchPassages.ts';
