import type { Database } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { Prisma } from '#prisma/client.ts';
import type { UsageDay, UsageModel, UsageUser } from '#shared/admin.ts';
import { startOfMonth } from '../plans/index.ts';
import { SUMMED_UNTIL } from './usageTotals.ts';

/** Days as `2026-11-22`, UTC; both belong to it. */
export type DayRange = { from: string; to: string };

const MOST_DAYS = 366;
const DAY_MS = 86_400_000;
const WHY = 'usage of all users together';

/** Throws `validation_failed` for a range that is too long or runs backwards. */
function assertRange({ from, to }: DayRange): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days >= 1 && days <= MOST_DAYS) return;
  throw new AppError(
    'validation_failed',
    `query.from, query.to: at most ${MOST_DAYS} days, the first one first`,
  );
}

const within = ({ from, to }: DayRange) => Prisma.sql`day BETWEEN ${from}::date AND ${to}::date`;

type Used = { messages: bigint; tokens: bigint };
const numbersOf = ({ messages, tokens }: Used) => ({ messages: Number(messages), tokens: Number(tokens) });

/** What was used on each day, of all users or of one. Days without use are left out. */
export async function readUsageByDay(
  { asSystem }: Database,
  range: DayRange,
  userId?: string,
): Promise<UsageDay[]> {
  assertRange(range);
  const live = Prisma.sql`
    SELECT day, count(DISTINCT user_id) AS users, sum(messages) AS messages, sum(tokens)::bigint AS tokens
    FROM usage_days WHERE ${within(range)}`;
  const days =
    userId === undefined
      ? Prisma.sql`
          SELECT day, users, messages, tokens FROM usage_totals WHERE model = '' AND users > 0 AND ${within(range)}
          UNION ALL ${live} AND day > ${SUMMED_UNTIL} GROUP BY day`
      : Prisma.sql`${live} AND user_id = ${userId}::uuid GROUP BY day`;
  const rows = await asSystem(
    WHY,
    (tx) =>
      tx.$queryRaw<(Used & { day: string; users: bigint })[]>`
      SELECT day::text, users, messages, tokens FROM (${days}) days ORDER BY days.day`,
  );
  return rows.map((row) => ({ day: row.day, users: Number(row.users), ...numbersOf(row) }));
}

const MOST_MODELS = 200;

/** The most used model first. */
export async function readUsageByModel({ asSystem }: Database, range: DayRange): Promise<UsageModel[]> {
  assertRange(range);
  const rows = await asSystem(
    WHY,
    (tx) =>
      tx.$queryRaw<(Used & { model: string })[]>`
      SELECT model, sum(messages)::bigint AS messages, sum(tokens)::bigint AS tokens FROM (
        SELECT model, messages, tokens FROM usage_totals WHERE model <> '' AND ${within(range)}
        UNION ALL
        SELECT model, messages, tokens FROM usage_days WHERE ${within(range)} AND day > ${SUMMED_UNTIL}) used
      GROUP BY model ORDER BY 3 DESC, 2 DESC, 1 LIMIT ${MOST_MODELS}`,
  );
  return rows.map((row) => ({ model: row.model, ...numbersOf(row) }));
}

/**
 * The months that lie wholly in a range, as the first day of the first and the day after the last: what each user used in
 * them has been added up. The present month is whole when the range goes on to today. None where both are the same.
 */
export function wholeMonths({ from, to }: DayRange, now: Date): DayRange {
  const first = startOfMonth(new Date(from));
  if (dayOf(first) < from) first.setUTCMonth(first.getUTCMonth() + 1);
  const end = startOfMonth(new Date(Date.parse(to) + DAY_MS));
  if (dayOf(end) <= to && to >= dayOf(now)) end.setUTCMonth(end.getUTCMonth() + 1);
  return { from: dayOf(first), to: dayOf(end < first ? first : end) };
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** Who used the most. */
export async function readUsageByUser(
  { asSystem }: Database,
  { by, limit, ...range }: DayRange & { by: 'messages' | 'tokens'; limit: number },
): Promise<UsageUser[]> {
  assertRange(range);
  const months = wholeMonths(range, new Date());
  const order =
    by === 'tokens' ? Prisma.sql`tokens DESC, messages DESC` : Prisma.sql`messages DESC, tokens DESC`;
  const rows = await asSystem(WHY, async (tx) => {
    // 100,000 users fit, and are not sorted on disk.
    await tx.$queryRaw`SELECT set_config('work_mem', '64MB', true)`;
    return tx.$queryRaw<(Used & { id: string; email: string; name: string | null })[]>`
      WITH most AS MATERIALIZED (
        SELECT user_id, sum(messages)::bigint AS messages, sum(tokens)::bigint AS tokens FROM (
          SELECT user_id, messages, tokens FROM usage_periods
          WHERE period_start >= (${months.from}::date)::timestamp AT TIME ZONE 'UTC'
            AND period_start < (${months.to}::date)::timestamp AT TIME ZONE 'UTC'
          UNION ALL
          SELECT user_id, messages, tokens FROM usage_days
          WHERE ${within(range)} AND day < ${months.from}::date OR ${within(range)} AND day >= ${months.to}::date) used
        GROUP BY user_id HAVING sum(messages) > 0 OR sum(tokens) > 0 ORDER BY ${order} LIMIT ${limit})
      SELECT users.id, users.email, users.name, most.messages, most.tokens
      FROM most JOIN users ON users.id = most.user_id ORDER BY ${order}`;
  });
  return rows.map(({ id, email, name, ...row }) => ({ user: { id, email, name }, ...numbersOf(row) }));
}
