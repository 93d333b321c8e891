import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { localEmbedder } from '#platform/ai/embedder.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { documentsOf, storePassages, storeUser } from './evaluation/storePassages.ts';
import { type PreparedQuery, prepareQuery, searchPassages } from './searchPassages.ts';

let database: Database;
beforeAll(() => {
  database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log: createLog('fatal') });
});
afterAll(() => database.close());

const PASSAGES = {
  workshop: 'El taller de tejido de Chinchero abre los martes y los jueves a las nueve y media de la mañana.',
  museum: 'El museo textil de Cusco abre todos los días salvo los lunes. La entrada cuesta 15 soles.',
  invoice: 'La factura INV-2023/0417 de Talleres Urrutia suma 12.500 € por una junta de 3,5 mm.',
  otherInvoice: 'La factura INV-2023/0471 de Talleres Urrutia suma 8.349 € por doce juntas de 5,3 mm.',
  sales2022: 'En 2022 las ventas de la tienda de Lima fueron de 41.000 soles.',
  sales2023: 'En 2023 las ventas de la tienda de Lima fueron de 57.000 soles.',
};

async function prepared(question: string, previous: string[] = []): Promise<PreparedQuery> {
  const query = await prepareQuery(localEmbedder, question, { previous });
  if (query === null) throw new Error('the question is none');
  return query;
}

async function storedLibrary() {
  const userId = await storeUser(database);
  const stored = await storePassages(database, userId, documentsOf(PASSAGES, 'es'));
  const names = new Map(stored.map(({ chunkId, name }) => [chunkId, name]));
  const search = async (question: string, options: { previous?: string[]; documentIds?: string[] } = {}) => {
    const { previous = [], ...rest } = options;
    const { passages, query } = await searchPassages(
      database,
      userId,
      await prepared(question, previous),
      rest,
    );
    return { query, passages, names: passages.map(({ chunkId }) => names.get(chunkId)) };
  };
  return { userId, search };
}

test('exact numbers, codes and names are found, mistyped and without accents too', async () => {
  const { search } = await storedLibrary();
  const expected: [string, keyof typeof PASSAGES][] = [
    ['INV-2023/0417', 'invoice'],
    ['inv-2023/0471', 'otherInvoice'],
    ['junta de 3.5 mm', 'invoice'],
    ['12500 €', 'invoice'],
    ['12,500.00', 'invoice'],
    ['tejdio en Chincheroo', 'workshop'],
    ['cuanto cuesta la entrada al museo', 'museum'],
  ];
  const found = await Promise.all(expected.map(async ([question]) => (await search(question)).names[0]));
  expect(found).toEqual(expected.map(([, name]) => name));
});

test('a question that goes on from the one before is rewritten, and its own words count more', async () => {
  const { search } = await storedLibrary();
  const before = '¿Cuánto vendió la tienda de Lima en 2022?';
  expect((await search(before)).names[0]).toBe('sales2022');
  const { names, query } = await search('¿y en 2023?', { previous: [before] });
  expect(names[0]).toBe('sales2023');
  expect(query).toMatch(/tienda.*lima/);
  expect(query).not.toContain('2022');
});

test('a search is limited to the chosen documents', async () => {
  const { search } = await storedLibrary();
  const [first] = (await search('factura de Talleres Urrutia')).passages;
  const documentIds = [first?.documentId ?? ''];
  const { passages } = await search('factura de Talleres Urrutia', { documentIds });
  expect(passages.map(({ documentId }) => documentId)).toEqual(documentIds);
  expect((await search('factura de Talleres Urrutia', { documentIds: [randomUUID()] })).passages).toEqual([]);
});

test('a passage says at which rank each leg had it, and how much of the question it has', async () => {
  const { search } = await storedLibrary();
  const [first] = (await search('¿Cuándo abre el taller de Chinchero?')).passages;
  expect(first?.words?.rank).toBe(1);
  expect(first?.vectors?.rank).toBe(1);
  expect(first?.vectors?.score).toBeGreaterThan(0.3);
  expect(first?.vectors?.score).toBeLessThan(1);
  expect(first?.coverage).toBeCloseTo(1, 5);
});

test('case 51: chunks of others are never found, and change neither what is found nor its score', async () => {
  const { search } = await storedLibrary();
  const before = await search('¿Qué días abre el taller de Chinchero?');
  const crowd = await storeUser(database);
  const copies: Record<string, string> = {};
  for (let n = 0; n < 300; n += 1) copies[n] = `${PASSAGES.workshop} ${randomUUID()}`;
  const others = await storePassages(database, crowd, documentsOf(copies, 'es'));
  const after = await search('¿Qué días abre el taller de Chinchero?');
  expect(after).toEqual(before);
  expect(after.names[0]).toBe('workshop');
  expect(after.passages.some(({ chunkId }) => others.some((other) => other.chunkId === chunkId))).toBe(false);
});

test('case 28: a search that fails is an error, never an empty result', async () => {
  const { userId } = await storedLibrary();
  const broken: PreparedQuery = {
    ...(await prepared('taller')),
    embedding: { vector: new Float32Array(3), model: 'local-hash-1' },
  };
  await expect(searchPassages(database, userId, broken)).rejects.toThrow(/dimensions/);
});

test('any text can be indexed and searched for', async () => {
  const userId = await storeUser(database);
  const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), 300);
  const odd = ["'s ’s", "don't \\ 'quoted' \\'", 'a:1,2 \\:*&|!()<->', '\u0301\u0302', 'x'.repeat(5_000)];
  const storable = [...odd, ...texts].map((text) => text.replaceAll('\0', '').toWellFormed());
  const passages = Object.fromEntries(storable.map((text, n) => [`${n}`, text]));
  await storePassages(database, userId, documentsOf(passages, 'en'));
  for (const text of storable.slice(0, 40)) {
    const query = await prepareQuery(localEmbedder, text);
    if (query !== null) await searchPassages(database, userId, query);
  }
  const count = await database.withUser(userId, (tx) => tx.documentChunk.count());
  expect(count).toBe(storable.length);
});
