export { createCitationCheck } from './citationVerifier.ts';
export { settledLength } from './claims.ts';
export { type ChunkWords, chunkWords, indexChunk, indexedText } from './indexedChunk.ts';
export { retrievalRoutes } from './routes.ts';
export {
  type PreparedQuery,
  prepareQuery,
  type RankedPassage,
  searchPassages,
} from './searchPassages.ts';
export { signBits } from './vectorColumns.ts';
