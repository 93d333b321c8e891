import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { readArticleSet } from './articleSet.ts';
import { evaluate, type Judged, type Way } from './evaluate.ts';
import { readEvaluationSet } from './evaluationSet.ts';
import { qualityOf } from './measures.ts';

let database: Database;
beforeAll(() => {
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
});
afterAll(() => database.close());

/** Halves of the short passages have some 80 questions: one or two of them are chance. */
const CHANCE = 0.02;

const quality = (judged: readonly Judged[], way: Way) => qualityOf(judged.map(({ places }) => places[way]));

test.each(['es', 'en'] as const)(
  'without a key the search finds better than textbook BM25 and than either leg alone (%s)',
  async (language) => {
    const judged = await evaluate(database, readEvaluationSet(language));
    const product = quality(judged, 'product');
    for (const way of ['yardstick', 'words', 'vectors'] as const)
      expect(product.hit1).toBeGreaterThanOrEqual(quality(judged, way).hit1);
    expect(product.hit5).toBeGreaterThanOrEqual(quality(judged, 'yardstick').hit5);
    expect(product.hit5).toBeGreaterThanOrEqual(0.96);
    for (const half of halvesOf(judged))
      expect(quality(half, 'product').hit1).toBeGreaterThanOrEqual(quality(half, 'yardstick').hit1 - CHANCE);
  },
);

const TIMEOUT_MS = 300_000;
// Both layouts together take minutes.
const LAYOUTS =
  process.env['KIPUX_EVALUATION'] === undefined
    ? (['a document a paragraph'] as const)
    : (['a document a paragraph', 'a document an article'] as const);

test.each(LAYOUTS.flatMap((layout) => [['es', layout] as const, ['en', layout] as const]))(
  'on articles by writers who do not know the search it leads by two points and more, and in each half (%s, %s)',
  async (language, layout) => {
    const judged = await evaluate(database, readArticleSet(language, layout));
    const [product, yardstick] = [quality(judged, 'product'), quality(judged, 'yardstick')];
    expect(product.hit1).toBeGreaterThanOrEqual(yardstick.hit1 + 0.02);
    expect(product.hit5).toBeGreaterThanOrEqual(yardstick.hit5);
    for (const half of halvesOf(judged))
      expect(quality(half, 'product').hit1).toBeGreaterThanOrEqual(quality(half, 'yardstick').hit1);
  },
  TIMEOUT_MS,
);

function halvesOf(judged: readonly Judged[]): Judged[][] {
  return [0, 1].map((half) => judged.filter((_, i) => i % 2 === half));
}
