import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { evaluate, type Way } from './evaluate.ts';
import { readEvaluationSet } from './evaluationSet.ts';
import { qualityOf } from './measures.ts';

let database: Database;
beforeAll(() => {
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
});
afterAll(() => database.close());

test.each(['es', 'en'] as const)(
  'without a key the search finds better than textbook BM25 and than either leg alone (%s)',
  async (language) => {
    const judged = await evaluate(database, readEvaluationSet(language));
    const quality = (way: Way) => qualityOf(judged.map(({ places }) => places[way]));
    const product = quality('product');
    for (const way of ['yardstick', 'words', 'vectors'] as const) {
      expect(product.hit1).toBeGreaterThanOrEqual(quality(way).hit1);
      expect(product.hit5).toBeGreaterThanOrEqual(quality(way).hit5);
    }
    expect(product.hit5).toBeGreaterThanOrEqual(0.97);
  },
);
