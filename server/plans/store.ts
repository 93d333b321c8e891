import type { Transaction } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { Prisma } from '#prisma/client.ts';
import type { Plan, Usage } from '#shared/entities.ts';
import { startOfMonth, startOfNextMonth } from './period.ts';
import { GIVES_PLAN, givesPlan, PLAN_ORDER, planOrder } from './subscriptionStates.ts';

type PlanRow = Prisma.PlanGetPayload<Record<string, never>>;

export function presentPlan(row: PlanRow): Plan {
  return {
    code: row.code,
    name: row.name,
    priceMonthly: row.priceMonthly.toFixed(2),
    currency: row.currency,
    messageLimit: row.messageLimit,
    tokenLimit: row.tokenLimit,
    maxStorageMb: row.maxStorageMb,
    maxDocuments: row.maxDocuments,
    allowRag: row.allowRag,
    allowWebSearch: row.allowWebSearch,
    models: Array.isArray(row.models) ? row.models.filter((model) => typeof model === 'string') : null,
  };
}

/** The plans on offer, in their order. Plans are few: a handful of rows written by the people who run the server. */
export async function listAllPlans(tx: Transaction): Promise<Plan[]> {
  const rows = await tx.plan.findMany({
    where: { retiredAt: null },
    orderBy: { position: 'asc' },
    take: 100,
  });
  return rows.map(presentPlan);
}

/** The plan of who has no subscription. */
export async function defaultPlanCode(tx: Transaction): Promise<string> {
  const { code } = await tx.plan.findFirstOrThrow({ where: { isDefault: true }, select: { code: true } });
  return code;
}

/** The plan of the subscription that counts; the default one when there is none. */
export async function findPlan(tx: Transaction, userId: string): Promise<Plan> {
  const subscription = await tx.subscription.findFirst({
    where: { userId, ...givesPlan(new Date()) },
    orderBy: planOrder(),
    include: { plan: true },
  });
  const row = subscription?.plan ?? (await tx.plan.findFirstOrThrow({ where: { isDefault: true } }));
  return presentPlan(row);
}

export async function readPlanAndUsage(
  tx: Transaction,
  userId: string,
): Promise<{ plan: Plan; usage: Usage }> {
  const now = new Date();
  const plan = await findPlan(tx, userId);
  const period = await tx.usagePeriod.findUnique({
    where: { userId_periodStart: { userId, periodStart: startOfMonth(now) } },
  });
  const storage = await readStorage(tx, userId);
  return {
    plan,
    usage: {
      periodStart: startOfMonth(now).toISOString(),
      renewsAt: startOfNextMonth(now).toISOString(),
      messages: period?.messages ?? 0,
      tokens: Number(period?.tokens ?? 0),
      storageBytes: storage.bytes,
      documents: storage.documents,
    },
  };
}

/** What a user's documents take. */
export async function readStorage(
  tx: Transaction,
  userId: string,
): Promise<{ documents: number; bytes: number }> {
  const { _count, _sum } = await tx.document.aggregate({
    where: { userId },
    _count: true,
    _sum: { fileSizeBytes: true },
  });
  return { documents: _count, bytes: _sum.fileSizeBytes ?? 0 };
}

/** What the plan of user $1 allows, for SQL; see `findPlan`. */
export const CURRENT_PLAN = `SELECT name, message_limit, models, allow_rag FROM subscription_plans WHERE code = coalesce(
  (SELECT plan_code FROM user_subscriptions WHERE user_id = $1 AND ${GIVES_PLAN}
    ORDER BY ${PLAN_ORDER} LIMIT 1), (SELECT code FROM subscription_plans WHERE is_default))`;

/**
 * Counts one message of user $1, in a statement that creates it and has `CURRENT_PLAN` as `current_plan`: it returns no
 * row at the plan's limit, and of parallel requests not one passes too many.
 * @param month where the statement has the start of the month
 * @param from what has a row when the message is to be counted
 */
export function countMessage(month: string, from: string): string {
  return `INSERT INTO usage_periods AS period (user_id, period_start, messages)
    SELECT $1, ${month}::timestamptz, 1 FROM current_plan, ${from} WHERE message_limit IS NULL OR message_limit > 0
    ON CONFLICT (user_id, period_start) DO UPDATE SET messages = period.messages + 1
    WHERE period.messages < coalesce((SELECT message_limit FROM current_plan), period.messages + 1)
    RETURNING period.messages`;
}

/**
 * Adds the tokens that a finished answer of user $1 used, in the statement that ends it.
 * @param from what has a row when they are to be counted
 */
export function countTokens(month: string, tokens: string, from: string): string {
  return `INSERT INTO usage_periods AS period (user_id, period_start, tokens)
    SELECT $1, ${month}::timestamptz, ${tokens}::bigint FROM ${from}
    ON CONFLICT (user_id, period_start) DO UPDATE SET tokens = period.tokens + excluded.tokens`;
}

/** The error of a message that `countMessage` did not count. */
export function messageLimitReached(plan: { name: string; limit: number }): AppError {
  return new AppError('plan_limit_reached', `The plan ${plan.name} has ${plan.limit} messages a month.`, {
    limit: 'messages',
    used: plan.limit,
    max: plan.limit,
    renewsAt: startOfNextMonth(new Date()).toISOString(),
  });
}
