import pg from 'pg';
import { localEmbedder } from '../../server/platform/ai/embedder.ts';
import { type Database, openDatabase } from '../../server/platform/database/database.ts';
import { vectorLiteral } from '../../server/platform/indexing/vectorColumns.ts';
import { createLog } from '../../server/platform/log.ts';
import { type PreparedQuery, prepareQuery, searchPassages } from '../../server/retrieval/index.ts';
import { findChunks } from '../../server/retrieval/store.ts';
import type { BenchContext } from './context.ts';
import { register } from './people.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { createModelVectors, createRandom, createTexts } from './search/corpus.ts';
import { copyLibrary, fillLibrary, LOCAL_VECTORS, type Vectors } from './search/library.ts';
import { rawSearch } from './search/rawSearch.ts';
import { alternate, median, quantile } from './statistics.ts';

/** People with much, and how many with little: 100,000 chunks together. */
const LARGE = [1_000, 10_000, 50_000] as const;
const SMALL_PEOPLE = 29;
const SMALL = 1_000;
const QUESTIONS = 40;
const LEG_ROWS = 38;
const NEAREST = 8;
const MODEL = 'bench-model';

type Library = { userId: string; name: string; questions: PreparedQuery[] };

/** Searches of people with much and with little among 100,000 chunks, and how many of the nearest vectors they find. */
export async function benchSearch(context: BenchContext): Promise<Measurement[]> {
  const writer = await connect(context.databaseUrl);
  const database = openDatabase({ url: context.databaseUrl, poolSize: 1, log: createLog('error') });
  try {
    const measured: Measurement[] = [];
    for (const library of await writeLibraries(context, writer)) {
      context.say(library.name);
      measured.push(...(await measure(database, writer, library)));
    }
    return measured;
  } finally {
    await Promise.all([database.close(), writer.end()]);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SET ROLE kipux_system');
  return client;
}

/** The libraries that are searched, each with its questions; those of others beside them. */
async function writeLibraries(context: BenchContext, writer: pg.Client): Promise<Library[]> {
  const product = await startProduct(context);
  try {
    const random = createRandom(1);
    const texts = createTexts(random);
    const nextVector = createModelVectors(random);
    const modelVectors: Vectors = { model: MODEL, of: (all) => all.map(nextVector) };
    const write = async (chunks: number, name: string, vectors = LOCAL_VECTORS): Promise<Library> => {
      context.say(`writing ${name}`);
      const { id } = await register(product.url);
      const written = Array.from({ length: chunks }, texts.chunk);
      await fillLibrary(writer, id, written, vectors);
      const questions = await Promise.all(
        Array.from({ length: QUESTIONS }, (_, i) =>
          ask(texts.question(written[(i * 97) % chunks] ?? ''), vectors),
        ),
      );
      return { userId: id, name, questions };
    };
    const libraries: Library[] = [];
    for (const chunks of LARGE) libraries.push(await write(chunks, `${chunks / 1000}k chunks`));
    libraries.push(await write(10_000, "10k chunks, a model's vectors", modelVectors));
    context.say('writing those of others');
    const largest = libraries[LARGE.length - 1]?.userId ?? '';
    for (let i = 0; i < SMALL_PEOPLE; i++) {
      const { id } = await register(product.url);
      await copyLibrary(writer, [largest, id], { offset: i * SMALL, chunks: SMALL });
    }
    await writer.query('RESET ROLE; ANALYZE documents, document_chunks').catch(() => undefined); // only the owner may
    await writer.query('SET ROLE kipux_system');
    return libraries;
  } finally {
    await product.stop();
  }
}

async function ask(question: string, { model, of }: Vectors): Promise<PreparedQuery> {
  const query = await prepareQuery(localEmbedder, question);
  const [vector] = of([question]);
  if (query === null || vector === undefined) throw new Error(`not a question: ${question}`);
  return { ...query, embedding: { vector, model } };
}

async function measure(database: Database, writer: pg.Client, library: Library): Promise<Measurement[]> {
  const { userId, name, questions } = library;
  let next = 0;
  const timed = async (search: (query: PreparedQuery) => Promise<unknown>) => {
    const query = questions[Math.floor(next++ / 2) % questions.length];
    if (query === undefined) return [];
    const start = performance.now();
    await search(query);
    return [performance.now() - start];
  };
  const { floor, kipux } = await alternate(
    {
      floor: () => timed((query) => writer.query(rawSearch(userId, query, LEG_ROWS))),
      kipux: () => timed((query) => searchPassages(database, userId, query)),
    },
    { warmUp: 10, rounds: 3 * questions.length },
  );
  const recall = await recallOf(database, writer, library);
  return [
    { name: `search, ${name}`, floor: median(floor), kipux: median(kipux), unit: 'ms', compare: 'ratio' },
    {
      ...{ name: `search, ${name}, p95`, floor: quantile(floor, 0.95), kipux: quantile(kipux, 0.95) },
      ...{ unit: 'ms', compare: 'ratio', target: 1.3 },
    },
    {
      ...{ name: `search, ${name}, missing of the ${NEAREST} nearest`, kipux: 100 * (1 - recall) },
      ...{ unit: '%', compare: 'alone', target: 1 },
    },
  ];
}

/** The share of the nearest vectors that the vectors' leg has among its first. */
async function recallOf(
  database: Database,
  writer: pg.Client,
  { userId, questions }: Library,
): Promise<number> {
  let found = 0;
  for (const query of questions) {
    const { embedding } = query;
    if (embedding === null) continue;
    const exact = await writer.query<{ id: string }>(
      `SELECT id::text FROM document_chunks WHERE user_id = $1 AND embedding_model = $2
       ORDER BY embedding <=> $3::vector LIMIT ${NEAREST}`,
      [userId, embedding.model, vectorLiteral(embedding.vector)],
    );
    const { chunks } = await findChunks(database, userId, query, null, LEG_ROWS);
    const near = new Set(
      chunks.filter(({ vectors }) => (vectors?.rank ?? Infinity) <= NEAREST).map(({ id }) => id),
    );
    found += exact.rows.filter(({ id }) => near.has(id)).length;
  }
  return found / (NEAREST * questions.length);
}
