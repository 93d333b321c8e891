import { localEmbedder } from '#platform/ai/embedder.ts';
import type { Database } from '#platform/database/database.ts';
import type { Passage } from '#shared/entities.ts';
import { orderPassages, prepareQuery } from '../searchPassages.ts';
import { type FoundChunk, findChunks } from '../store.ts';
import type { EvaluationSet, Question } from './evaluationSet.ts';
import { type StoredPassage, storePassages, storeUser } from './storePassages.ts';
import { createYardstick } from './yardstick.ts';

/** Ways of ordering passages: the yardstick, each leg alone, both fused simply, and the product's own way. */
export const WAYS = ['yardstick', 'words', 'vectors', 'reciprocal rank', 'min-max', 'product'] as const;
export type Way = (typeof WAYS)[number];

/** A question with an answer, and at which place each way has it; null: not among its candidates. */
export type Judged = {
  question: Question;
  places: Record<Way, number | null>;
  /** The passage that the product has first. */
  first: string | undefined;
  /** Whether the legs brought the right passage at all. */
  isCandidate: boolean;
};

/** How many passages are asked for, and the candidates that each leg brings for so many. */
const LISTED = 10;
const LEG_ROWS = 40;

/** Runs a set's questions through the real statement on the database, on the keyless default. */
export async function evaluate(database: Database, set: EvaluationSet): Promise<Judged[]> {
  const userId = await storeUser(database);
  const stored = await storePassages(database, userId, set);
  const yardstick = createYardstick(set.passages, set.language);
  const judged: Judged[] = [];
  for (const question of set.questions) {
    const query = await prepareQuery(localEmbedder, question.text, { previous: question.previous });
    const right = stored.find(({ name }) => name === question.passage);
    if (query === null || right === undefined) continue;
    const found = await findChunks(database, userId, query, null, LEG_ROWS);
    const { chunks } = found;
    const passages = orderPassages(query, found, { limit: LISTED, declines: false });
    const holds = holdsAnswer(question, right, set);
    const placeIn = (order: readonly FoundChunk[]) => placeOf(order, ({ id }) => id === right.chunkId);
    const places = {
      yardstick: placeOf(yardstick(query.text), (name) => name === right.name),
      words: placeIn(byRank(chunks, 'words')),
      vectors: placeIn(byRank(chunks, 'vectors')),
      'reciprocal rank': placeIn(byScore(chunks, reciprocalRank)),
      'min-max': placeIn(byMinMax(chunks)),
      product: placeOf(passages, holds),
    };
    const first = stored.find(({ chunkId }) => chunkId === passages[0]?.chunkId)?.name;
    judged.push({ question, places, first, isCandidate: placeIn(chunks) !== null });
  }
  return judged;
}

/** Whether a result holds the answer, by its offsets. */
function holdsAnswer(
  { answer }: Question,
  { name, documentId, start, end }: StoredPassage,
  { passages }: EvaluationSet,
): (passage: Passage) => boolean {
  const at = answer === undefined ? 0 : (passages.get(name)?.indexOf(answer) ?? 0);
  const from = start + at;
  const to = answer === undefined ? end : from + answer.length;
  return (passage) => passage.documentId === documentId && passage.start <= from && passage.end >= to;
}

function placeOf<Result>(ranking: readonly Result[], isRight: (result: Result) => boolean): number | null {
  const at = ranking.findIndex(isRight);
  return at < 0 ? null : at + 1;
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

/** Both legs' scores, each as a share of its best one, added. */
function byMinMax(chunks: readonly FoundChunk[]): FoundChunk[] {
  const bestOf = (leg: 'words' | 'vectors') =>
    Math.max(...chunks.map((chunk) => chunk[leg]?.score ?? 0), Number.MIN_VALUE);
  const [words, vectors] = [bestOf('words'), bestOf('vectors')];
  return byScore(
    chunks,
    (chunk) => (chunk.words?.score ?? 0) / words + Math.max(chunk.vectors?.score ?? 0, 0) / vectors,
  );
}
