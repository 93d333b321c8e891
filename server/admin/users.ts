import type { Database, Transaction } from '#platform/database/database.ts';
import { notFound } from '#platform/errors.ts';
import { CURSOR_TIMESTAMP, CURSOR_UUID, decodeCursor, encodeCursor } from '#platform/http/pageCursor.ts';
import { Prisma, type Role } from '#prisma/client.ts';
import type { AdminUser, AdminUserDetail } from '#shared/admin.ts';
import { GRACE_DAYS } from '../accounts/index.ts';
import { startOfMonth } from '../plans/index.ts';
import { PLAN_SUBSCRIPTION, presentSubscription, type SubscriptionRow } from './subscriptions.ts';

export type UserQuery = {
  limit: number;
  cursor?: string | undefined;
  search?: string | undefined;
  role?: Role | undefined;
  state?: 'active' | 'suspended' | 'leaving' | undefined;
  plan?: string | undefined;
};

const WHY = 'the people who run the server see all accounts';

/** A page of the accounts, the newest first. */
export async function listUsers(
  database: Database,
  query: UserQuery,
): Promise<{ users: AdminUser[]; nextCursor?: string }> {
  const rows = await database.asSystem(WHY, (tx) => readUsers(tx, conditionsOf(query), query.limit + 1));
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    users: shown.map(presentUser),
    ...(rows.length > shown.length && last !== undefined
      ? { nextCursor: encodeCursor([last.createdAt.toISOString(), last.id]) }
      : {}),
  };
}

function conditionsOf({ cursor, search, role, state, plan }: UserQuery): Prisma.Sql[] {
  const [createdAt, id] = cursor === undefined ? [] : decodeCursor(cursor, [CURSOR_TIMESTAMP, CURSOR_UUID]);
  return [
    ...(createdAt === undefined || id === undefined
      ? []
      : [Prisma.sql`(created_at, id) < (${createdAt}::timestamptz, ${id}::uuid)`]),
    ...(search === undefined || search === ''
      ? []
      : [Prisma.sql`search_text LIKE '%' || kipux_fold(${escapeLike(search)}) || '%'`]),
    ...(role === undefined
      ? []
      : [role === 'admin' ? Prisma.sql`role = 'admin'` : Prisma.sql`role = 'user'`]),
    ...(state === undefined ? [] : [STATE[state]]),
    ...(plan === undefined ? [] : [hasPlan(plan)]),
  ];
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, String.raw`\$&`);

const STATE = {
  active: Prisma.sql`suspended_at IS NULL AND deletion_requested_at IS NULL`,
  suspended: Prisma.sql`suspended_at IS NOT NULL AND deletion_requested_at IS NULL`,
  leaving: Prisma.sql`deletion_requested_at IS NOT NULL`,
};

/** Those whose subscription gives the plan, found by the plan; of the default one also who has no subscription. */
function hasPlan(plan: string): Prisma.Sql {
  return Prisma.sql`(
    (id IN (SELECT user_id FROM user_subscriptions WHERE plan_code = ${plan})
      AND ${plan} = (SELECT plan_code FROM (${PLAN_SUBSCRIPTION}) latest))
    OR (${plan} = (SELECT code FROM subscription_plans WHERE is_default) AND NOT EXISTS (${PLAN_SUBSCRIPTION})))`;
}

type UserRow = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  createdAt: Date;
  suspendedAt: Date | null;
  deletionRequestedAt: Date | null;
  planCode: string;
  planName: string;
  lastUsedAt: Date | null;
  messagesThisMonth: number;
  tokensThisMonth: bigint;
};

/** The page is chosen first: what belongs to a user is looked up for those on it alone. */
function readUsers(tx: Transaction, conditions: readonly Prisma.Sql[], limit: number): Promise<UserRow[]> {
  const where =
    conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join([...conditions], ' AND ')}`;
  return tx.$queryRaw`
    WITH page AS MATERIALIZED (
      SELECT id, email, name, role, created_at, suspended_at, deletion_requested_at FROM users
      ${where} ORDER BY created_at DESC, id DESC LIMIT ${limit})
    SELECT users.id, users.email, users.name, users.role, users.created_at AS "createdAt",
      users.suspended_at AS "suspendedAt", users.deletion_requested_at AS "deletionRequestedAt",
      plan.code AS "planCode", plan.name AS "planName",
      (SELECT max(last_used_at) FROM session WHERE user_id = users.id AND expire > now()) AS "lastUsedAt",
      coalesce(period.messages, 0) AS "messagesThisMonth", coalesce(period.tokens, 0) AS "tokensThisMonth"
    FROM page users
    LEFT JOIN LATERAL (${PLAN_SUBSCRIPTION}) latest ON true
    JOIN subscription_plans plan
      ON plan.code = coalesce(latest.plan_code, (SELECT code FROM subscription_plans WHERE is_default))
    LEFT JOIN usage_periods period
      ON period.user_id = users.id AND period.period_start = ${startOfMonth(new Date())}
    ORDER BY users.created_at DESC, users.id DESC`;
}

function presentUser(row: UserRow): AdminUser {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    plan: { code: row.planCode, name: row.planName },
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    suspendedAt: row.suspendedAt?.toISOString() ?? null,
    deletesAt: deletesAt(row.deletionRequestedAt),
    messagesThisMonth: row.messagesThisMonth,
    tokensThisMonth: Number(row.tokensThisMonth),
  };
}

/** When an account will be gone whose deletion was asked for then. */
export function deletesAt(requestedAt: Date | null): string | null {
  if (requestedAt === null) return null;
  return new Date(requestedAt.getTime() + GRACE_DAYS * 86_400_000).toISOString();
}

/** Throws `not_found`. @param email normalised */
export async function findUserByEmail({ asSystem }: Database, email: string): Promise<string> {
  const user = await asSystem(WHY, (tx) => tx.user.findUnique({ where: { email }, select: { id: true } }));
  if (user === null) throw notFound('account');
  return user.id;
}

type Counts = {
  locale: string;
  emailVerified: boolean;
  twoFactor: boolean;
  conversations: number;
  messages: number;
  documents: number;
  storageBytes: bigint;
  devices: number;
};

/** One account with what it has, in numbers. Throws `not_found`. */
export function readUserDetail(database: Database, userId: string): Promise<AdminUserDetail> {
  return database.asSystem(WHY, async (tx) => {
    const [user] = await readUsers(tx, [Prisma.sql`id = ${userId}::uuid`], 1);
    const [counts] = await tx.$queryRaw<Counts[]>`
      SELECT locale, email_verified_at IS NOT NULL AS "emailVerified",
        EXISTS (SELECT FROM two_factor WHERE user_id = users.id AND confirmed_at IS NOT NULL) AS "twoFactor",
        (SELECT count(*)::int FROM conversations WHERE user_id = users.id) AS conversations,
        (SELECT count(*)::int FROM messages WHERE user_id = users.id) AS messages,
        (SELECT count(*)::int FROM documents WHERE user_id = users.id) AS documents,
        (SELECT coalesce(sum(file_size_bytes), 0)::bigint FROM documents WHERE user_id = users.id) AS "storageBytes",
        (SELECT count(*)::int FROM session WHERE user_id = users.id AND expire > now()) AS devices
      FROM users WHERE id = ${userId}::uuid`;
    if (user === undefined || counts === undefined) throw notFound('account');
    const [subscription] = await tx.$queryRaw<SubscriptionRow[]>`
      SELECT latest.*, plan.name AS plan_name FROM users, LATERAL (${PLAN_SUBSCRIPTION}) latest
      JOIN subscription_plans plan ON plan.code = latest.plan_code WHERE users.id = ${userId}::uuid`;
    return {
      ...presentUser(user),
      ...counts,
      storageBytes: Number(counts.storageBytes),
      subscription: subscription === undefined ? null : presentSubscription(subscription),
    };
  });
}
