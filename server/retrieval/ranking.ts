import { type Reading, readClosely } from './closeReading.ts';
import { fuse } from './fusion.ts';
import { indexedText } from './indexedChunk.ts';
import type { QueryTerm } from './queryTerms.ts';
import type { FoundChunk, FoundChunks } from './store.ts';

/** A chunk with the score, 0 to 1, that both legs and a closer look give it. */
export type RankedChunk = FoundChunk & { score: number; coverage: number };

/** By the evaluation, see `npm run eval`. */
const WEIGHTS: Reading & { legs: number } = {
  legs: 0.7,
  coverage: 0.3,
  pieces: 0.5,
  pairs: 0.8,
  grammar: 0.25,
};
const TOTAL_WEIGHT = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);

/** Orders what the legs found, the best first: by the scores of both and by reading the chunks more closely. */
export function rankChunks(
  { asked, terms }: { asked: string; terms: readonly QueryTerm[] },
  { chunks, termWeights }: FoundChunks,
): RankedChunk[] {
  const fused = fuse(chunks);
  const readings = readClosely(asked, terms, termWeights, chunks.map(readableText));
  return chunks
    .map((chunk, i) => {
      const { coverage, pieces, pairs, grammar } = readings[i] ?? NOTHING;
      const score =
        WEIGHTS.legs * (fused.get(chunk.id) ?? 0) +
        WEIGHTS.coverage * coverage +
        WEIGHTS.pieces * pieces +
        WEIGHTS.pairs * pairs +
        WEIGHTS.grammar * grammar;
      return { ...chunk, coverage, score: score / TOTAL_WEIGHT };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

const NOTHING: Reading = { coverage: 0, pieces: 0, pairs: 0, grammar: 0 };

/** The chunk under its headings and under the name of its file, which often says what no chunk repeats. */
function readableText(chunk: FoundChunk): string {
  return `${chunk.fileName.replace(/\.\w+$/, '').replaceAll('_', ' ')}\n${indexedText(chunk)}`;
}
