import type { Embedding } from '#platform/ai/embedder.ts';
import { LOCAL_EMBEDDING_MODEL } from '#platform/ai/localEmbeddings.ts';
import { indexedText } from '#platform/indexing/indexedChunk.ts';
import { type Reading, readClosely } from './closeReading.ts';
import type { QueryTerm } from './queryTerms.ts';
import type { FoundChunk, FoundChunks } from './store.ts';

/** A chunk with its score, 0 to 1; `coverage` is the share of the question's words, by weight, that stand in it. */
export type RankedChunk = FoundChunk & { score: number; coverage: number };

/**
 * What each kind of feature counts beside an exact term. Near the maximum of the likelihood of the right passage over the
 * evaluation's questions; half or twice of one changes little. See `npm run eval`.
 */
const WEIGHTS = { stems: 0.7, pieces: 0.25, pairs: 0.45, terms: 1 } as const satisfies Reading;
/** What a cosine of 1 counts beside all terms together. A model's understands more than words; not measured here. */
const VECTORS_WEIGHT = { local: 1, model: 2 } as const;

/**
 * Orders what the legs found, the best first: by one sum, as in BM25, over the words, pieces of words and pairs of words
 * that chunk and question share, and the cosine of their vectors.
 */
export function rankChunks(
  { asked, terms, embedding }: { asked: string; terms: readonly QueryTerm[]; embedding: Embedding | null },
  { chunks, termWeights }: FoundChunks,
): RankedChunk[] {
  const { readings, most } = readClosely(asked, terms, termWeights, chunks.map(readableText));
  const isLocal = embedding?.model === LOCAL_EMBEDDING_MODEL;
  const vectorsWeight = most.terms * (isLocal ? VECTORS_WEIGHT.local : VECTORS_WEIGHT.model);
  const unlisted = leastSimilarity(chunks);
  const greatest = weighed(most) + vectorsWeight || 1;
  return chunks
    .map((chunk, i) => {
      const reading = readings[i] ?? NOTHING;
      const similarity = Math.max(0, chunk.vectors?.score ?? unlisted);
      const score = (weighed(reading) + vectorsWeight * similarity) / greatest;
      return { ...chunk, coverage: reading.terms / (most.terms || 1), score };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

const NOTHING: Reading = { stems: 0, pieces: 0, pairs: 0, terms: 0 };

function weighed({ stems, pieces, pairs, terms }: Reading): number {
  return WEIGHTS.stems * stems + WEIGHTS.pieces * pieces + WEIGHTS.pairs * pairs + WEIGHTS.terms * terms;
}

/** What the vectors' leg does not list is hardly nearer than the last that it lists. */
function leastSimilarity(chunks: readonly FoundChunk[]): number {
  const listed = chunks.flatMap(({ vectors }) => vectors?.score ?? []);
  return listed.length === 0 ? 0 : Math.min(...listed);
}

/** The chunk under its headings and under the name of its file, which often says what no chunk repeats. */
function readableText(chunk: FoundChunk): string {
  return `${chunk.fileName.replace(/\.\w+$/, '').replaceAll('_', ' ')}\n${indexedText(chunk)}`;
}
