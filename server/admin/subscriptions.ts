import type { Database } from '#platform/database/database.ts';
import { CURSOR_TIMESTAMP, CURSOR_UUID, decodeCursor, encodeCursor } from '#platform/http/pageCursor.ts';
import { Prisma, type SubscriptionStatus } from '#prisma/client.ts';
import type { AdminSubscription } from '#shared/admin.ts';
import { GIVES_PLAN, PLAN_ORDER } from '../plans/index.ts';

/** The subscription that gives the user of the row `users` a plan: as `CURRENT_PLAN` says it for one user. */
export const PLAN_SUBSCRIPTION = Prisma.sql`SELECT s.* FROM user_subscriptions s
  WHERE s.user_id = users.id AND ${Prisma.raw(GIVES_PLAN)} ORDER BY ${Prisma.raw(PLAN_ORDER)} LIMIT 1`;

export type SubscriptionRow = {
  id: string;
  plan_code: string;
  plan_name: string;
  status: SubscriptionStatus;
  current_period_start: Date;
  current_period_end: Date | null;
  provider: string | null;
  created_at: Date;
};

export type SubscriptionQuery = {
  limit: number;
  cursor?: string | undefined;
  status?: SubscriptionStatus | undefined;
  plan?: string | undefined;
};

/** A page of the subscriptions, the newest first. */
export async function listSubscriptions(
  database: Database,
  { limit, cursor, status, plan }: SubscriptionQuery,
): Promise<{ subscriptions: AdminSubscription[]; nextCursor?: string }> {
  const patterns = [CURSOR_TIMESTAMP, CURSOR_UUID, CURSOR_UUID];
  const [createdAt, userId, id] = cursor === undefined ? [] : decodeCursor(cursor, patterns);
  const conditions = [
    ...(createdAt === undefined || userId === undefined || id === undefined
      ? []
      : [
          Prisma.sql`(s.created_at, s.user_id, s.id) < (${createdAt}::timestamptz, ${userId}::uuid, ${id}::uuid)`,
        ]),
    ...(status === undefined ? [] : [Prisma.sql`s.status = ${status}::subscription_status`]),
    ...(plan === undefined ? [] : [Prisma.sql`s.plan_code = ${plan}`]),
  ];
  const where =
    conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}`;
  type Row = SubscriptionRow & { user_id: string; email: string; name: string | null };
  const rows = await database.asSystem(
    'the people who run the server see all subscriptions',
    (tx) =>
      tx.$queryRaw<Row[]>`
      SELECT page.*, plan.name AS plan_name, users.email, users.name FROM (
        SELECT * FROM user_subscriptions s ${where}
        ORDER BY s.created_at DESC, s.user_id DESC, s.id DESC LIMIT ${limit + 1}) page
      JOIN users ON users.id = page.user_id JOIN subscription_plans plan ON plan.code = page.plan_code
      ORDER BY page.created_at DESC, page.user_id DESC, page.id DESC`,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    subscriptions: shown.map((row) => ({
      ...presentSubscription(row),
      user: { id: row.user_id, email: row.email, name: row.name },
    })),
    ...(rows.length > shown.length && last !== undefined
      ? { nextCursor: encodeCursor([last.created_at.toISOString(), last.user_id, last.id]) }
      : {}),
  };
}

export function presentSubscription(row: SubscriptionRow): Omit<AdminSubscription, 'user'> {
  return {
    id: row.id,
    plan: { code: row.plan_code, name: row.plan_name },
    status: row.status,
    currentPeriodStart: row.current_period_start.toISOString(),
    currentPeriodEnd: row.current_period_end?.toISOString() ?? null,
    provider: row.provider,
    createdAt: row.created_at.toISOString(),
  };
}
