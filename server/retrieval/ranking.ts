import { closeReader, type Reading } from './closeReading.ts';
import { fuse } from './fusion.ts';
import { indexedText } from './indexedChunk.ts';
import type { QueryTerm } from './queryTerms.ts';
import type { FoundChunk, FoundChunks } from './store.ts';

/** A chunk with the score that both legs and a closer look give it. */
export type RankedChunk = FoundChunk & { score: number; coverage: number };

/** What the closer look adds to the fused score of the legs. */
const READING_WEIGHTS: Reading = { coverage: 0.5, best: 0.5, pairs: 0.3 };

/** Orders what the legs found, the best first: by both scores and by reading the chunks more closely. */
export function rankChunks(
  terms: readonly QueryTerm[],
  { chunks, groupWeights }: FoundChunks,
): RankedChunk[] {
  const fused = fuse(
    new Map(chunks.flatMap(({ id, words }) => (words === null ? [] : [[id, words.score]]))),
    new Map(chunks.flatMap(({ id, vectors }) => (vectors === null ? [] : [[id, vectors.score]]))),
  );
  const read = closeReader(terms, groupWeights);
  return chunks
    .map((chunk) => {
      const { coverage, best, pairs } = read(indexedText(chunk));
      const closeness =
        READING_WEIGHTS.coverage * coverage + READING_WEIGHTS.best * best + READING_WEIGHTS.pairs * pairs;
      return { ...chunk, coverage, score: (fused.get(chunk.id) ?? 0) + closeness };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
