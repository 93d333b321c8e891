import type { z } from 'zod';
import type { Transaction } from '#platform/database/database.ts';
import type { allowanceLeftSchema, Plan, Usage, UsageDay } from '#shared/entities.ts';
import { dayOf, startOfMonth, startOfNextMonth } from './period.ts';
import { findPlan } from './store.ts';

/** A user's plan, and what is used of it in this month. */
export async function readPlanAndUsage(
  tx: Transaction,
  userId: string,
): Promise<{ plan: Plan; usage: Usage }> {
  const now = new Date();
  const periodStart = startOfMonth(now);
  const plan = await findPlan(tx, userId);
  const [counted] = await tx.$queryRaw<CountedRow[]>`
    SELECT coalesce(period.messages, 0)::float8 AS messages, coalesce(period.tokens, 0)::float8 AS tokens,
      held.messages::float8 AS "heldMessages", held.tokens::float8 AS "heldTokens", message_cap AS "messageCap", token_cap AS "tokenCap"
    FROM users
    LEFT JOIN usage_periods period ON period.user_id = users.id AND period.period_start = ${periodStart}
    CROSS JOIN (
      SELECT count(*) AS messages, coalesce(sum(tokens), 0) AS tokens FROM usage_reservations
      WHERE user_id = ${userId}::uuid AND period_start = ${periodStart}) held
    WHERE users.id = ${userId}::uuid`;
  const storage = await readStorage(tx, userId);
  return {
    plan,
    usage: {
      periodStart: periodStart.toISOString(),
      renewsAt: startOfNextMonth(now).toISOString(),
      ...amountsOf(counted ?? NOTHING),
      storageBytes: storage.bytes,
      documents: storage.documents,
    },
  };
}

type CountedRow = {
  messages: number;
  tokens: number;
  heldMessages: number;
  heldTokens: number;
  messageCap: number | null;
  tokenCap: number | null;
};

const NOTHING: CountedRow = {
  messages: 0,
  tokens: 0,
  heldMessages: 0,
  heldTokens: 0,
  messageCap: null,
  tokenCap: null,
};

function amountsOf(row: CountedRow): Pick<Usage, 'messages' | 'tokens' | 'reserved' | 'caps'> {
  return {
    messages: row.messages + row.heldMessages,
    tokens: row.tokens + row.heldTokens,
    reserved: { messages: row.heldMessages, tokens: row.heldTokens },
    caps: { messages: row.messageCap, tokens: row.tokenCap },
  };
}

/** What a user's documents take. */
async function readStorage(tx: Transaction, userId: string): Promise<{ documents: number; bytes: number }> {
  const { _count, _sum } = await tx.document.aggregate({
    where: { userId },
    _count: true,
    _sum: { fileSizeBytes: true },
  });
  return { documents: _count, bytes: _sum.fileSizeBytes ?? 0 };
}

/** What each day of the month has used, the first day first; days without anything are left out. */
export async function readDays(tx: Transaction, userId: string, at: Date): Promise<UsageDay[]> {
  const rows = await tx.usageDay.groupBy({
    by: ['day'],
    where: { userId, day: { gte: startOfMonth(at), lt: startOfNextMonth(at) } },
    _sum: { messages: true, tokens: true },
    orderBy: { day: 'asc' },
    take: 31,
  });
  return rows.map(({ day, _sum }) => ({
    day: dayOf(day),
    messages: _sum.messages ?? 0,
    tokens: Number(_sum.tokens ?? 0),
  }));
}

/** What may still be used; null: no limit. */
export function leftOf(plan: Plan, usage: Usage): z.infer<typeof allowanceLeftSchema> {
  const { caps } = usage;
  const maxBytes = plan.maxStorageMb === null ? null : plan.maxStorageMb * 1024 * 1024;
  return {
    messages: remaining(usage.messages, plan.messageLimit, caps.messages),
    tokens: remaining(usage.tokens, plan.tokenLimit, caps.tokens),
    storageBytes: remaining(usage.storageBytes, maxBytes),
    documents: remaining(usage.documents, plan.maxDocuments),
  };
}

function remaining(used: number, ...limits: (number | null)[]): number | null {
  const set = limits.filter((limit) => limit !== null);
  return set.length === 0 ? null : Math.max(0, Math.min(...set) - used);
}

/** Sets a person's own limits a month; what is left out stays. */
export async function setCaps(
  tx: Transaction,
  userId: string,
  { messages, tokens }: { messages?: number | null | undefined; tokens?: number | null | undefined },
): Promise<void> {
  await tx.user.update({
    where: { id: userId },
    data: {
      ...(messages === undefined ? {} : { messageCap: messages }),
      ...(tokens === undefined ? {} : { tokenCap: tokens }),
    },
    select: { id: true },
  });
}
