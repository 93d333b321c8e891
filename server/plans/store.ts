import type { Transaction } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { Prisma } from '#prisma/client.ts';
import type { Plan, Usage } from '#shared/entities.ts';
import { startOfMonth, startOfNextMonth } from './period.ts';

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

/** The plans on offer, the smallest first. Plans are few: a handful of rows written by the people who run the server. */
export async function listAllPlans(tx: Transaction): Promise<Plan[]> {
  const rows = await tx.plan.findMany({ orderBy: { position: 'asc' }, take: 100 });
  return rows.map(presentPlan);
}

/** The plan of the user's latest subscription that counts; the free one when there is none. */
export async function findPlan(tx: Transaction, userId: string): Promise<Plan> {
  const subscription = await tx.subscription.findFirst({
    where: { userId, status: { in: ['active', 'past_due'] } },
    orderBy: { createdAt: 'desc' },
    include: { plan: true },
  });
  const row = subscription?.plan ?? (await tx.plan.findUniqueOrThrow({ where: { code: 'free' } }));
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

/**
 * Counts one message, in one statement that is refused at the plan's limit: of parallel requests not one passes too
 * many. It belongs into the transaction that creates the message, and is undone with it.
 */
export async function reserveMessage(tx: Transaction, userId: string): Promise<void> {
  const now = new Date();
  const plan = await findPlan(tx, userId);
  const limit = plan.messageLimit;
  const counted = await tx.$executeRaw`
    INSERT INTO usage_periods AS period (user_id, period_start, messages)
    SELECT ${userId}::uuid, ${startOfMonth(now)}, 1 WHERE ${limit}::int IS NULL OR ${limit}::int > 0
    ON CONFLICT (user_id, period_start) DO UPDATE SET messages = period.messages + 1
    WHERE ${limit}::int IS NULL OR period.messages < ${limit}::int`;
  if (counted > 0 || limit === null) return;
  throw new AppError('plan_limit_reached', `The plan ${plan.name} has ${limit} messages a month.`, {
    limit: 'messages',
    used: limit,
    max: limit,
    renewsAt: startOfNextMonth(now).toISOString(),
  });
}

/** Adds the tokens that a finished answer used. */
export async function addTokens(tx: Transaction, userId: string, tokens: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO usage_periods AS period (user_id, period_start, tokens)
    VALUES (${userId}::uuid, ${startOfMonth(new Date())}, ${tokens}::bigint)
    ON CONFLICT (user_id, period_start) DO UPDATE SET tokens = period.tokens + excluded.tokens`;
}
