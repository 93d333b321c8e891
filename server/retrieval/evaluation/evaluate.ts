import { localEmbedder } from '#platform/ai/embedder.ts';
import type { Database } from '#platform/database/database.ts';
import { fuse } from '../fusion.ts';
import { prepareQuery, searchPassages } from '../searchPassages.ts';
import { type FoundChunk, findChunks } from '../store.ts';
import type { EvaluationSet, Question } from './evaluationSet.ts';
import { storePassages, storeUser } from './storePassages.ts';
import { createYardstick } from './yardstick.ts';

/** Ways of ordering passages: each leg alone, both fused, the product's own way, and the yardstick. */
export const WAYS = ['yardstick', 'words', 'vectors', 'reciprocal rank', 'min-max', 'product'] as const;
export type Way = (typeof WAYS)[number];

/** A question with an answer, and at which place each way has it; null: not among its candidates. */
export type Judged = { question: Question; places: Record<Way, number | null>; first: string | undefined };

/** How many passages are asked for, and the candidates that each leg brings for so many. */
const LISTED = 10;
const LEG_ROWS = 40;

/** Runs a set's questions through the real statement on the database, on the keyless default. */
export async function evaluate(
  database: Database,
  { language, passages, questions }: EvaluationSet,
): Promise<Judged[]> {
  const userId = await storeUser(database);
  const names = await storePassages(database, userId, Object.fromEntries(passages), language);
  const yardstick = createYardstick(passages, language);
  const judged: Judged[] = [];
  for (const question of questions) {
    const query = await prepareQuery(localEmbedder, question.text, { previous: question.previous });
    if (question.passage === null || query === null) continue;
    const found = await findChunks(database, userId, query, null, LEG_ROWS);
    const nameOf = ({ id }: { id: string }) => names.get(id) ?? id;
    const result = await searchPassages(database, userId, query, { limit: LISTED, declines: false });
    const product = result.passages.map(({ chunkId }) => nameOf({ id: chunkId }));
    const rankings: Record<Way, string[]> = {
      yardstick: yardstick(query.text),
      words: byRank(found.chunks, 'words').map(nameOf),
      vectors: byRank(found.chunks, 'vectors').map(nameOf),
      'reciprocal rank': byScore(found.chunks, reciprocalRank).map(nameOf),
      'min-max': byMinMax(found.chunks).map(nameOf),
      product,
    };
    const answer = question.passage;
    judged.push({ question, places: placesOf(rankings, answer), first: product[0] });
  }
  return judged;
}

function placesOf(rankings: Record<Way, string[]>, answer: string): Judged['places'] {
  const place = (way: Way) => {
    const at = rankings[way].indexOf(answer);
    return at < 0 ? null : at + 1;
  };
  return {
    yardstick: place('yardstick'),
    words: place('words'),
    vectors: place('vectors'),
    'reciprocal rank': place('reciprocal rank'),
    'min-max': place('min-max'),
    product: place('product'),
  };
}

function byRank(chunks: readonly FoundChunk[], leg: 'words' | 'vectors'): FoundChunk[] {
  return byScore(
    chunks.filter((chunk) => chunk[leg] !== null),
    (chunk) => -(chunk[leg]?.rank ?? Infinity),
  );
}

function byScore(chunks: readonly FoundChunk[], scoreOf: (chunk: FoundChunk) => number): FoundChunk[] {
  return chunks.toSorted((a, b) => scoreOf(b) - scoreOf(a));
}

/** Reciprocal rank fusion (Cormack et al. 2009). */
function reciprocalRank({ words, vectors }: FoundChunk): number {
  return [words, vectors].reduce((sum, place) => sum + (place === null ? 0 : 1 / (60 + place.rank)), 0);
}

function byMinMax(chunks: readonly FoundChunk[]): FoundChunk[] {
  const fused = fuse(chunks);
  return byScore(chunks, ({ id }) => fused.get(id) ?? 0);
}
