import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Log } from '#platform/log.ts';
import { Prisma } from '#prisma/client.ts';

const SWEEP_MS = 60 * 60_000;

/** An answer counts for the day it was asked for: by the second day after, every one of them has ended. */
const OVER = `(now() AT TIME ZONE 'UTC')::date - 2`;

/** Days up to this one are summed up; none yet: the beginning of time. */
export const SUMMED_UNTIL = Prisma.sql`coalesce((SELECT max(day) FROM usage_totals), '-infinity'::date)`;

/** A few days at a time: what is begun with is a server's whole past. */
const SUM_UP: Statement = {
  name: 'sum up usage',
  text: `WITH span AS (
      SELECT coalesce((SELECT max(day) FROM usage_totals) + 1, (SELECT min(day) FROM usage_days)) AS first),
    days AS (SELECT first, least(first + 6, ${OVER}) AS last FROM span),
    sums AS (
      SELECT day, coalesce(model, '') AS model, count(DISTINCT user_id) AS users, sum(messages) AS messages, sum(tokens) AS tokens
      FROM usage_days, days WHERE day BETWEEN first AND last GROUP BY GROUPING SETS ((day), (day, model))
      UNION ALL
      -- a day without use is over as well
      SELECT last, '', 0, 0, 0 FROM days WHERE first <= last AND NOT EXISTS (SELECT FROM usage_days WHERE day = last)),
    written AS (
      INSERT INTO usage_totals (day, model, users, messages, tokens) SELECT * FROM sums ON CONFLICT DO NOTHING)
    SELECT last < ${OVER} AS "isMore" FROM days WHERE first <= last`,
};

/** Sums up the days that are over and have not been yet. Several server processes may at once. */
export async function sumUpUsage({ runAsSystem }: Database): Promise<void> {
  for (;;) {
    const [done] = await runAsSystem<{ isMore: boolean }>('usage of all users together', SUM_UP, []);
    if (done?.isMore !== true) return;
  }
}

/** At the start and once an hour. Returns the function that ends it. */
export function startUsageTotals({ database, log }: { database: Database; log: Log }): () => void {
  let isRunning = false;
  const run = () => {
    if (isRunning) return;
    isRunning = true;
    sumUpUsage(database)
      .catch((error: unknown) => log.warn({ err: error }, 'usage was not summed up'))
      .finally(() => {
        isRunning = false;
      });
  };
  const first = setTimeout(run, SWEEP_MS / 1_800);
  const timer = setInterval(run, SWEEP_MS);
  first.unref();
  timer.unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
