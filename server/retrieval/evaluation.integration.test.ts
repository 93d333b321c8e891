import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { localEmbedder } from '#platform/ai/embedder.ts';
import { localAnswer } from '#platform/ai/localAnswer.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { prepareQuery, searchPassages } from './searchPassages.ts';
import { englishSet } from './testing/englishSet.ts';
import { spanishSet } from './testing/spanishSet.ts';
import { storePassages, storeUser } from './testing/storePassages.ts';

let database: Database;
beforeAll(() => {
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
});
afterAll(() => database.close());

test.each([spanishSet, englishSet])(
  'questions with an answer get one, the others are declined ($language)',
  async (set) => {
    const userId = await storeUser(database);
    await storePassages(database, userId, set.passages, set.language);
    const wrong: string[] = [];
    for (const [question, answer] of set.questions) {
      const query = await prepareQuery(localEmbedder, question);
      const passages = query === null ? [] : (await searchPassages(database, userId, query)).passages;
      const text = localAnswer({ question, passages, locale: set.language, documentsCount: 1 });
      if (/^>/m.test(text) !== (answer !== null)) wrong.push(`${passages.length} passages: ${question}`);
    }
    if (process.env['KIPUX_EVALUATION'] !== undefined)
      process.stdout.write(`${set.language} answered wrongly: ${JSON.stringify(wrong, null, 1)}\n`);
    expect(wrong.length).toBeLessThanOrEqual(set.questions.length * 0.15);
  },
);

test('case 51: chunks of others that say the same change neither what is found nor its score', async () => {
  const [alone, crowd] = [await storeUser(database), await storeUser(database)];
  await storePassages(database, alone, spanishSet.passages, 'es');
  const query = await prepareQuery(localEmbedder, '¿Qué días abre el taller de Chinchero?');
  if (query === null) throw new Error('the question is none');
  const search = (userId: string) => searchPassages(database, userId, query).then(({ passages }) => passages);
  const before = await search(alone);
  const others = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [`${n}`, `${spanishSet.passages['taller']} ${randomUUID()}`]),
  );
  await storePassages(database, crowd, others, 'es');
  expect(await search(alone)).toEqual(before);
  expect(before.length).toBeGreaterThan(0);
});

test('any text can be indexed and searched for', async () => {
  const userId = await storeUser(database);
  const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), 300);
  const odd = ["'s ’s", "don't \\ 'quoted' \\'", 'a:1,2 \\:*&|!()<->', '\u0301\u0302', 'x'.repeat(5_000)];
  const storable = [...odd, ...texts].map((text) => text.replaceAll('\0', '').toWellFormed());
  await storePassages(database, userId, Object.fromEntries(storable.map((text, n) => [`${n}`, text])), 'en');
  for (const text of storable.slice(0, 40)) {
    const query = await prepareQuery(localEmbedder, text);
    if (query !== null) await searchPassages(database, userId, query);
  }
  const count = await database.withUser(userId, (tx) => tx.documentChunk.count());
  expect(count).toBe(storable.length);
});
