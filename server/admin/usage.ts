import type { Database } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { Prisma } from '#prisma/client.ts';
import type { UsageDay, UsageModel, UsageUser } from '#shared/admin.ts';

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
  const ofUser = userId === undefined ? Prisma.empty : Prisma.sql`AND user_id = ${userId}::uuid`;
  const rows = await asSystem(
    WHY,
    (tx) =>
      tx.$queryRaw<(Used & { day: string; users: bigint })[]>`
      SELECT day::text, count(DISTINCT user_id) AS users, sum(messages) AS messages, sum(tokens)::bigint AS tokens
      FROM usage_days WHERE ${within(range)} ${ofUser} GROUP BY day ORDER BY day`,
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
      SELECT model, sum(messages) AS messages, sum(tokens)::bigint AS tokens
      FROM usage_days WHERE ${within(range)} GROUP BY model ORDER BY 3 DESC, 2 DESC, 1 LIMIT ${MOST_MODELS}`,
  );
  return rows.map((row) => ({ model: row.model, ...numbersOf(row) }));
}

/** Who used the most. */
export async function readUsageByUser(
  { asSystem }: Database,
  { by, limit, ...range }: DayRange & { by: 'messages' | 'tokens'; limit: number },
): Promise<UsageUser[]> {
  assertRange(range);
  const order =
    by === 'tokens' ? Prisma.sql`tokens DESC, messages DESC` : Prisma.sql`messages DESC, tokens DESC`;
  const rows = await asSystem(
    WHY,
    (tx) =>
      tx.$queryRaw<(Used & { id: string; email: string; name: string | null })[]>`
      WITH most AS MATERIALIZED (
        SELECT user_id, sum(messages) AS messages, sum(tokens)::bigint AS tokens
        FROM usage_days WHERE ${within(range)} GROUP BY user_id ORDER BY ${order} LIMIT ${limit})
      SELECT users.id, users.email, users.name, most.messages, most.tokens
      FROM most JOIN users ON users.id = most.user_id ORDER BY ${order}`,
  );
  return rows.map(({ id, email, name, ...row }) => ({ user: { id, email, name }, ...numbersOf(row) }));
}
