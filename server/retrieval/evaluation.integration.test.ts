import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { localEmbedder } from '#platform/ai/embedder.ts';
import { localAnswer } from '#platform/ai/localAnswer.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { fuse, fuseByRank, type Leg } from './fusion.ts';
import { prepareQuery, searchPassages } from './searchPassages.ts';
import { findByVector, findByWords } from './store.ts';
import { englishSet } from './testing/englishSet.ts';
import { type EvaluationSet, qualityOf } from './testing/evaluation.ts';
import { spanishSet } from './testing/spanishSet.ts';
import { storePassages, storeUser } from './testing/storePassages.ts';
import { signBits, vectorLiteral } from './vectorColumns.ts';

let database: Database;
beforeAll(() => {
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
});
afterAll(() => database.close());

const FUSIONS: Record<string, (words: Leg, vectors: Leg) => Map<string, number>> = {
  'words alone': (words) => new Map(words),
  'vectors alone': (_words, vectors) => new Map(vectors),
  'reciprocal rank': fuseByRank,
  ...Object.fromEntries(
    [0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8].map((w) => [`min-max ${w}`, (a: Leg, b: Leg) => fuse(a, b, w)]),
  ),
};

/** What both legs find for each question that has an answer, by passage names. */
async function bothLegs(userId: string, names: ReadonlyMap<string, string>, { questions }: EvaluationSet) {
  const found: { words: Leg; vectors: Leg; answer: string }[] = [];
  for (const [question, answer] of questions) {
    const query = await prepareQuery(localEmbedder, question);
    if (answer === null || query === null || query.embedding === null) continue;
    const { vector, model } = query.embedding;
    const columns = { vector: vectorLiteral(vector), signs: signBits(vector), model };
    const nameOf = (id: string) => names.get(id) ?? id;
    const legs = await database.withUser(userId, async (tx) => ({
      words: new Map(
        (await findByWords(tx, query.terms, null, 60)).map((hit) => [nameOf(hit.id), hit.score]),
      ),
      vectors: new Map(
        (await findByVector(tx, userId, columns, null, 60)).map((hit) => [nameOf(hit.id), hit.similarity]),
      ),
    }));
    found.push({ ...legs, answer });
  }
  return found;
}

const rankingOf = (scores: ReadonlyMap<string, number>) =>
  [...scores].sort(([, a], [, b]) => b - a).map(([name]) => name);

test.each([spanishSet, englishSet])(
  'the fused search is at least as good as either leg ($language)',
  async (set) => {
    const userId = await storeUser(database);
    const names = await storePassages(database, userId, set.passages, set.language);
    const legs = await bothLegs(userId, names, set);
    const table = Object.fromEntries(
      Object.entries(FUSIONS).map(([name, fusion]) => [
        name,
        qualityOf(
          legs.map(({ words, vectors, answer }) => ({ ranking: rankingOf(fusion(words, vectors)), answer })),
        ),
      ]),
    );
    if (process.env['KIPUX_EVALUATION'] !== undefined) {
      process.stdout.write(
        `${set.language} ${JSON.stringify(table, (_key, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(3)) : value), 1)}\n`,
      );
      for (const { words, vectors, answer } of legs) {
        const ranking = rankingOf(fuse(words, vectors));
        if (ranking[0] !== answer)
          process.stdout.write(
            `  missed ${answer}: ${ranking.slice(0, 3).join(' ')} | ${rankingOf(words).slice(0, 3).join(' ')} | ${rankingOf(vectors).slice(0, 3).join(' ')}\n`,
          );
      }
    }
    const fused = qualityOf(
      legs.map(({ words, vectors, answer }) => ({ ranking: rankingOf(fuse(words, vectors)), answer })),
    );
    expect(fused.hit1).toBeGreaterThanOrEqual(
      Math.max(table['words alone']?.hit1 ?? 1, table['vectors alone']?.hit1 ?? 1),
    );
    expect(fused.hit5).toBeGreaterThanOrEqual(0.95);
  },
);

test.each([spanishSet, englishSet])(
  'questions with an answer get one, the others are declined ($language)',
  async (set) => {
    const userId = await storeUser(database);
    await storePassages(database, userId, set.passages, set.language);
    const wrong: string[] = [];
    for (const [question, answer] of set.questions) {
      const query = await prepareQuery(localEmbedder, question);
      const passages =
        query === null ? [] : await database.withUser(userId, (tx) => searchPassages(tx, userId, query));
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
  const search = (userId: string) => database.withUser(userId, (tx) => searchPassages(tx, userId, query));
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
    if (query !== null) await database.withUser(userId, (tx) => searchPassages(tx, userId, query));
  }
  const count = await database.withUser(userId, (tx) => tx.documentChunk.count());
  expect(count).toBe(storable.length);
});
