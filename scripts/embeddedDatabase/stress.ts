import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** What came of a stress test. `wrong` counts answers that were not the ones asked for; `errors` what failed, by message. */
export type StressResult = {
  right: number;
  wrong: number;
  errors: ReadonlyMap<string, number>;
  /** Increments that were committed, and what the database has of them. */
  committed: number;
  stored: number;
};

/**
 * Asks a database different things over many connections at once, with transactions in between, and checks every answer.
 * It uses a table `stress_counters` of its own.
 *
 * @param extent `answers`: how many are enough; `seconds`: when it ends at the latest; `connections`: how many are used,
 *   while twice as many ask
 */
export async function stress(
  url: string,
  { answers, seconds, connections }: { answers: number; seconds: number; connections: number },
): Promise<StressResult> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const result = { right: 0, wrong: 0, errors: new Map<string, number>(), committed: 0, stored: 0 };
  try {
    await makeCounters(pool);
    const end = performance.now() + seconds * 1000;
    let asked = 0;
    const ask = async (): Promise<void> => {
      while (asked < answers && performance.now() < end) {
        asked += 1;
        await check(questions[asked % questions.length], pool, asked, result);
      }
    };
    await Promise.all(Array.from({ length: connections * 2 }, ask));
    const { rows } = await pool.query<{ sum: number }>('SELECT sum(n)::int AS sum FROM stress_counters');
    result.stored = rows[0]?.sum ?? -1;
  } finally {
    await pool.end();
  }
  return result;
}

type Counts = { right: number; wrong: number; errors: Map<string, number>; committed: number };

/** Asks something about `n` and says whether the answer was right. */
type Question = (pool: pg.Pool, n: number, counts: Counts) => Promise<boolean>;

const SLOWEST_ANSWER_MS = 10_000;

async function check(
  question: Question | undefined,
  pool: pg.Pool,
  n: number,
  counts: Counts,
): Promise<void> {
  if (!question) return;
  const timer = new AbortController();
  const tooLate = delay(SLOWEST_ANSWER_MS, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error('no answer in time');
  });
  try {
    if (await Promise.race([question(pool, n, counts), tooLate])) counts.right += 1;
    else counts.wrong += 1;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    counts.errors.set(text, (counts.errors.get(text) ?? 0) + 1);
  } finally {
    tooLate.catch(() => {});
    timer.abort();
  }
}

const COUNTERS = 50;

async function makeCounters(pool: pg.Pool): Promise<void> {
  await pool.query(
    'CREATE TABLE IF NOT EXISTS stress_counters (id int PRIMARY KEY, who text NOT NULL, n int NOT NULL)',
  );
  await pool.query('TRUNCATE stress_counters');
  await pool.query("INSERT INTO stress_counters SELECT g, 'nobody', 0 FROM generate_series(1, $1::int) g", [
    COUNTERS,
  ]);
}

const aNumber: Question = async (pool, n) => {
  const { rows } = await pool.query<{ n: number }>('SELECT $1::int AS n', [n]);
  return rows.length === 1 && rows[0]?.n === n;
};

const severalColumns: Question = async (pool, n) => {
  const { rows } = await pool.query<{ a: string; b: number; c: string }>(
    'SELECT $1::text AS a, $2::int AS b, repeat($1, 3) AS c',
    [`t${n}`, n],
  );
  const [row] = rows;
  return row?.a === `t${n}` && row.b === n && row.c === `t${n}`.repeat(3);
};

const manyRows: Question = async (pool, n) => {
  const count = 1 + (n % 500);
  const { rows } = await pool.query<{ g: number }>('SELECT g FROM generate_series(1, $1::int) g', [count]);
  return rows.length === count && rows.at(-1)?.g === count;
};

const aLongText: Question = async (pool, n) => {
  const text = String(n % 10).repeat(1 + ((n * 7919) % 200_000));
  const { rows } = await pool.query<{ text: string }>('SELECT $1::text AS text', [text]);
  return rows[0]?.text === text;
};

const twoStatements: Question = async (pool, n) => {
  // pg answers several statements with several results; its types do not say so.
  const results: unknown = await pool.query(`SELECT ${n} AS a; SELECT ${n + 1} AS a`);
  const values = Array.isArray(results)
    ? results.map((result: pg.QueryResult<{ a: number }>) => result.rows[0]?.a)
    : [];
  return values.length === 2 && values[0] === n && values[1] === n + 1;
};

const anError: Question = async (pool, n) => {
  try {
    await pool.query('SELECT $1::int / 0', [n]);
    return false;
  } catch (error) {
    return error instanceof pg.DatabaseError && error.code === '22012';
  }
};

const aNamedStatement: Question = async (pool, n) => {
  const added = n % 5;
  const { rows } = await pool.query<{ sum: number }>({
    name: `add ${added}`,
    text: `SELECT $1::int + ${added} AS sum`,
    values: [n],
  });
  return rows[0]?.sum === n + added;
};

const aSetting: Question = async (pool, n) => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query("SELECT set_config('stress.number', $1, true)", [String(n)]);
    const { rows } = await client.query<{ number: string }>(
      "SELECT current_setting('stress.number') AS number",
    );
    await client.query('COMMIT');
    return rows[0]?.number === String(n);
  } finally {
    client.release();
  }
};

/** Two thirds of them are committed. */
const anIncrement: Question = async (pool, n, counts) => {
  const client = await pool.connect();
  const id = 1 + (n % COUNTERS);
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ n: number }>(
      'SELECT n FROM stress_counters WHERE id = $1 FOR UPDATE',
      [id],
    );
    await client.query('UPDATE stress_counters SET n = $2, who = $3 WHERE id = $1', [
      id,
      (rows[0]?.n ?? 0) + 1,
      `w${n}`,
    ]);
    const seen = await client.query<{ who: string }>('SELECT who FROM stress_counters WHERE id = $1', [id]);
    const keeps = n % 3 > 0;
    await client.query(keeps ? 'COMMIT' : 'ROLLBACK');
    if (keeps) counts.committed += 1;
    return seen.rows[0]?.who === `w${n}`;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};

const questions: readonly Question[] = [
  aNumber,
  severalColumns,
  manyRows,
  aLongText,
  twoStatements,
  anError,
  aNamedStatement,
  aSetting,
  anIncrement,
  anIncrement,
];

if (import.meta.filename === path.resolve(process.argv[1] ?? '')) {
  const [url = '', seconds = '8', connections = '8'] = process.argv.slice(2);
  const extent = {
    answers: Number.POSITIVE_INFINITY,
    seconds: Number(seconds),
    connections: Number(connections),
  };
  console.log(await stress(url, extent));
}
