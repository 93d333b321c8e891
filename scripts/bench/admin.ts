import { randomUUID } from 'node:crypto';
import { delay } from './clock.ts';
import type { BenchContext } from './context.ts';
import { request } from './httpClient.ts';
import { asSystem, type BenchPerson, register } from './people.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { quantile } from './statistics.ts';

const USERS = 100_000;
const LEDGER_ROWS = 1_000_000;
/** The ledger's rows lie on so many days. */
const DAYS = 90;
const ROUNDS = 20;
const TARGET_MS = 300;

/** The desk's lists and charts over many users and their usage. Every one of them is asked for again and again. */
export async function benchAdmin(context: BenchContext): Promise<Measurement[]> {
  // The cookie of before is good for the server that is measured.
  const environment = { SESSION_SECRET: randomUUID() + randomUUID() };
  const first = await startProduct(context, environment);
  const admin = await register(first.url);
  await first.stop();
  context.say(`${USERS} users with ${LEDGER_ROWS} rows of what they used`);
  await fill(context.databaseUrl, admin);
  const product = await startProduct(context, environment);
  try {
    await summedUp(context.databaseUrl);
    const range = `from=${dayAgo(DAYS - 1)}&to=${dayAgo(0)}`;
    const pages: [name: string, path: string][] = [
      ['users, the newest', '/api/admin/users'],
      ['users by a rare word', '/api/admin/users?search=person-77777'],
      ['users by a word that a tenth has', '/api/admin/users?search=garc%C3%ADa'],
      ['users by a word that nobody has', '/api/admin/users?search=zzzqqq'],
      ['users by two letters', '/api/admin/users?search=ar'],
      ['users of the rarest plan', '/api/admin/users?plan=team'],
      ['users who are admins', '/api/admin/users?role=admin'],
      ['one user', `/api/admin/users/${admin.id}`],
      ['subscriptions of a plan', '/api/admin/subscriptions?plan=team'],
      [`usage of ${DAYS} days by day`, `/api/admin/usage/days?${range}`],
      [`usage of ${DAYS} days by model`, `/api/admin/usage/models?${range}`],
      [`usage of ${DAYS} days, top users`, `/api/admin/usage/users?${range}`],
      ['overview', '/api/admin/overview'],
    ];
    const measurements: Measurement[] = [];
    for (const [name, path] of pages) {
      context.say(name);
      const times = await timesOf(product.url + path, admin);
      const kipux = quantile(times, 0.95);
      measurements.push({ name: `${name}, p95`, kipux, unit: 'ms', compare: 'alone', target: TARGET_MS });
    }
    return measurements;
  } finally {
    await product.stop();
  }
}

/** Waits until the server has summed up the days that are over, as it does soon after its start. */
async function summedUp(databaseUrl: string): Promise<void> {
  const days = "SELECT FROM usage_totals WHERE day = (now() AT TIME ZONE 'UTC')::date - 2";
  for (;;) {
    const counted = { rows: 0 };
    await asSystem(databaseUrl, async (client) => {
      counted.rows = (await client.query(days)).rowCount ?? 0;
    });
    if (counted.rows > 0) return;
    await delay(500);
  }
}

async function timesOf(url: string, { cookie }: BenchPerson): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const { ms } = await request(url, { cookie });
    if (round > 0) times.push(ms);
  }
  return times;
}

function dayAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** Straight into the tables; the people go with those of the other benchmarks. */
async function fill(databaseUrl: string, admin: BenchPerson): Promise<void> {
  await asSystem(databaseUrl, async (client) => {
    await client.query("UPDATE users SET role = 'admin' WHERE id = $1", [admin.id]);
    await client.query(
      `INSERT INTO users (id, email, password_hash, name, created_at)
       SELECT gen_random_uuid(), 'person-' || n || '@bench.kipux.invalid', 'x',
         (ARRAY['Ana', 'Beatriz', 'Carlos', 'Daniel', 'Elena'])[1 + n % 5] || ' ' ||
         (ARRAY['García', 'Pérez', 'Smith', 'Jones', 'Núñez', 'López', 'Díaz', 'Brown', 'Ruiz', 'Moreno'])[1 + n % 10],
         now() - make_interval(mins => n) FROM generate_series(1, $1::int) n`,
      [USERS],
    );
    await client.query(
      `INSERT INTO user_subscriptions (user_id, id, plan_code, status, current_period_start, created_at)
       SELECT id, gen_random_uuid(), CASE WHEN n % 1000 = 0 THEN 'team' WHEN n % 20 = 0 THEN 'pro' ELSE 'free' END, 'active', now(), created_at
       FROM (SELECT id, created_at, row_number() OVER () AS n FROM users WHERE email LIKE 'person-%@bench.kipux.invalid') u`,
    );
    // A few use much, most use little.
    await client.query(
      `INSERT INTO usage_ledger (user_id, created_at, period_start, day, kind, model, messages, tokens)
       SELECT ids[1 + floor(power(random(), 2) * $1)::int], at, date_trunc('month', at, 'UTC'), (at AT TIME ZONE 'UTC')::date, 'answer',
         (ARRAY['gpt-4.1-mini', 'gpt-4.1', 'local'])[1 + n % 3], 1, 200 + n % 4000
       FROM (SELECT array_agg(id) AS ids FROM users WHERE email LIKE 'person-%@bench.kipux.invalid') people,
         LATERAL (SELECT n, now() - make_interval(mins => (n::bigint * 1440 * $3 / $2)::int) AS at FROM generate_series(1, $2::int) n) moments`,
      [USERS, LEDGER_ROWS, DAYS - 1],
    );
    await client.query(
      `INSERT INTO usage_days (user_id, day, model, messages, tokens)
       SELECT user_id, day, model, sum(messages), sum(tokens) FROM usage_ledger
       WHERE user_id IN (SELECT id FROM users WHERE email LIKE 'person-%@bench.kipux.invalid') GROUP BY user_id, day, model`,
    );
    await client.query(
      `INSERT INTO usage_periods (user_id, period_start, messages, tokens)
       SELECT user_id, date_trunc('month', day)::timestamp AT TIME ZONE 'UTC', sum(messages), sum(tokens) FROM usage_days
       WHERE user_id IN (SELECT id FROM users WHERE email LIKE 'person-%@bench.kipux.invalid') GROUP BY 1, 2`,
    );
    // As the database does by itself before long.
    await client.query('RESET ROLE');
    await client.query('ANALYZE users, user_subscriptions, usage_days, usage_periods');
  });
}
