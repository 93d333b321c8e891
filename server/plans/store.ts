import type { Transaction } from '#platform/database/database.ts';
import { Prisma } from '#prisma/client.ts';
import type { Plan } from '#shared/entities.ts';
import { notInPlan } from './planLimit.ts';
import { GIVES_PLAN, PLAN_ORDER } from './subscriptionStates.ts';

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

/** The code of the plan of user $1, for SQL: that of the subscription that counts, else the default one. */
const CURRENT_PLAN_CODE = `coalesce(
  (SELECT plan_code FROM user_subscriptions WHERE user_id = $1 AND ${GIVES_PLAN}
    ORDER BY ${PLAN_ORDER} LIMIT 1), (SELECT code FROM subscription_plans WHERE is_default))`;

/** The row of the plan of user $1, for SQL. */
export const CURRENT_PLAN = `SELECT * FROM subscription_plans WHERE code = ${CURRENT_PLAN_CODE}`;

/** The plan that a user is on: see `CURRENT_PLAN`. */
export async function findPlan(tx: Transaction, userId: string): Promise<Plan> {
  const [current] = await tx.$queryRawUnsafe<{ code: string }[]>(
    `SELECT code FROM (${CURRENT_PLAN}) current_plan WHERE $1::uuid IS NOT NULL`,
    userId,
  );
  if (current === undefined) throw new Error('there is no plan for those without a subscription');
  return presentPlan(await tx.plan.findUniqueOrThrow({ where: { code: current.code } }));
}

/**
 * Documents may be uploaded, read anew and searched; those that are there can be opened and deleted in any plan.
 * @throws AppError `plan_limit_reached` with limit `rag`
 */
export async function assertRag(tx: Transaction, userId: string): Promise<void> {
  const { allowRag, name } = await findPlan(tx, userId);
  if (!allowRag) throw notInPlan('rag', `The plan ${name} does not include answers from documents.`);
}
