import type { Database, Transaction } from '#platform/database/database.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { Prisma } from '#prisma/client.ts';
import type { AdminPlan } from '#shared/admin.ts';
import type { ParsedInput } from '#shared/endpoint.ts';
import type { createPlan as CreatePlan, updatePlan as UpdatePlan } from '#shared/endpoints/adminPlans.ts';
import { GIVES_PLAN, mayBePaidFor, presentPlan } from '../plans/index.ts';
import type { AdminParts } from './adminParts.ts';
import { type Actor, asAdmin, changesOf, type RecordAct, type Target } from './auditLog.ts';

type Parts = Pick<AdminParts, 'database'>;
type PlanRow = Prisma.PlanGetPayload<Record<string, never>>;
type NewPlan = ParsedInput<typeof CreatePlan>['body'];
type PlanChange = ParsedInput<typeof UpdatePlan>['body'];

const MOST_PLANS = 500;

/** All plans, those on offer first, each with how many have it. */
export function listPlans({ asSystem }: Database): Promise<AdminPlan[]> {
  return asSystem('plans with those who have them', async (tx) => {
    const rows = await tx.plan.findMany({
      orderBy: [{ retiredAt: { sort: 'asc', nulls: 'first' } }, { position: 'asc' }, { code: 'asc' }],
      take: MOST_PLANS,
    });
    const counts = await tx.$queryRaw<{ code: string; subscribers: number }[]>`
      SELECT plan_code AS code, count(*)::int AS subscribers FROM user_subscriptions
      WHERE ${Prisma.raw(GIVES_PLAN)} GROUP BY plan_code`;
    const subscribers = new Map(counts.map((row) => [row.code, row.subscribers]));
    return rows.map((row) => presentAdminPlan(row, subscribers.get(row.code) ?? 0));
  });
}

function presentAdminPlan(row: PlanRow, subscribers: number): AdminPlan {
  return {
    ...presentPlan(row),
    position: row.position,
    isDefault: row.isDefault,
    subscribers,
    retiredAt: row.retiredAt?.toISOString() ?? null,
  };
}

async function readPlan(tx: Transaction, code: string): Promise<AdminPlan> {
  const row = await tx.plan.findUnique({ where: { code } });
  if (row === null) throw notFound('plan');
  const [counted] = await tx.$queryRaw<{ subscribers: number }[]>`
    SELECT count(*)::int AS subscribers FROM user_subscriptions WHERE plan_code = ${code} AND ${Prisma.raw(GIVES_PLAN)}`;
  return presentAdminPlan(row, counted?.subscribers ?? 0);
}

/** Throws `id_taken`. */
export function createPlan({ database }: Parts, actor: Actor, plan: NewPlan): Promise<AdminPlan> {
  return asAdmin(database, actor, async (tx, record) => {
    if ((await tx.plan.findUnique({ where: { code: plan.code }, select: { code: true } })) !== null) {
      throw new AppError('id_taken', `There is a plan ${plan.code} already.`);
    }
    await insertPlan(tx, plan);
    await record({ act: 'plan_created', target: planTarget(plan), changes: changesOf({}, { ...plan }) });
    return readPlan(tx, plan.code);
  });
}

async function insertPlan(tx: Transaction, plan: NewPlan, isDefault = false): Promise<void> {
  await tx.plan.create({ data: { ...plan, models: plan.models ?? Prisma.DbNull, isDefault } });
}

/**
 * Changes a plan: for everyone who has it, or for those who choose it from now on. Then it is retired as it is, with those
 * who have it, and the changed one is offered under another code. Throws `not_found`.
 */
export function updatePlan(
  { database }: Parts,
  actor: Actor,
  code: string,
  { appliesTo, ...given }: PlanChange,
): Promise<AdminPlan> {
  return asAdmin(database, actor, async (tx, record) => {
    await tx.$executeRaw`SELECT FROM subscription_plans WHERE code = ${code} FOR UPDATE`;
    const before = await readPlan(tx, code);
    const { isDefault, retiredAt } = before;
    const after = termsOf(before, given);
    const changes = changesOf(termsOf(before), after);
    if (changes.length === 0) return before;
    const isInPlace = appliesTo === 'everyone' || (await isUnused(tx, code));
    const target = isInPlace ? code : await freeCode(tx, code);
    if (isInPlace) {
      await tx.plan.update({ where: { code }, data: { ...after, models: after.models ?? Prisma.DbNull } });
    } else {
      await tx.plan.update({
        where: { code },
        data: { retiredAt: retiredAt ?? new Date(), isDefault: false },
      });
      await insertPlan(tx, { ...after, code: target }, isDefault);
    }
    const entry = [...changes, ...(target === code ? [] : changesOf({ code }, { code: target }))];
    await record({ act: 'plan_changed', target: planTarget(before), changes: entry });
    return readPlan(tx, target);
  });
}

/**
 * Nobody has it, in whatever state: who comes back finds the plan that they had. And nobody may have a page open where
 * they are about to pay for it as it is.
 */
async function isUnused(tx: Transaction, planCode: string): Promise<boolean> {
  const had = await tx.subscription.findFirst({ where: { planCode }, select: { id: true } });
  return had === null && !(await mayBePaidFor(tx, planCode));
}

/** `pro` is followed by `pro-2`, that by `pro-3`. */
async function freeCode(tx: Transaction, code: string): Promise<string> {
  const [, base = code, number = '1'] = /^(.*?)(?:-(\d{1,4}))?$/.exec(code) ?? [];
  const taken = await tx.plan.findMany({
    where: { code: { startsWith: `${base}-` } },
    select: { code: true },
    take: MOST_PLANS,
  });
  const codes = new Set(taken.map((row) => row.code));
  let next = Number(number) + 1;
  while (codes.has(`${base}-${next}`)) next += 1;
  return `${base}-${next}`;
}

/** Who has it keeps it. Throws `not_found`; `plan_is_default`. */
export function retirePlan({ database }: Parts, actor: Actor, code: string): Promise<AdminPlan> {
  return asAdmin(database, actor, async (tx, record) => {
    const plan = await readPlan(tx, code);
    if (plan.isDefault) throw new AppError('plan_is_default', 'Choose another default plan first.');
    if (plan.retiredAt !== null) return plan;
    return setRetired(tx, record, plan, new Date());
  });
}

/** Throws `not_found`. */
export function offerPlan({ database }: Parts, actor: Actor, code: string): Promise<AdminPlan> {
  return asAdmin(database, actor, async (tx, record) => {
    const plan = await readPlan(tx, code);
    return plan.retiredAt === null ? plan : setRetired(tx, record, plan, null);
  });
}

async function setRetired(
  tx: Transaction,
  record: RecordAct,
  plan: AdminPlan,
  retiredAt: Date | null,
): Promise<AdminPlan> {
  await tx.plan.update({ where: { code: plan.code }, data: { retiredAt } });
  await record({
    act: retiredAt === null ? 'plan_offered_again' : 'plan_retired',
    target: planTarget(plan),
  });
  return readPlan(tx, plan.code);
}

/** Makes it the plan of who has no subscription; a retired one is offered again. Throws `not_found`. */
export async function setDefaultPlan(tx: Transaction, code: string): Promise<void> {
  await readPlan(tx, code);
  await tx.plan.updateMany({ where: { isDefault: true }, data: { isDefault: false } });
  await tx.plan.update({ where: { code }, data: { isDefault: true, retiredAt: null } });
}

function planTarget({ code, name }: { code: string; name: string }): Target {
  return { type: 'plan', id: code, name };
}

/** What a plan is, with the changes that are given; `null` in a limit is one. */
function termsOf(plan: NewPlan, given: Omit<PlanChange, 'appliesTo'> = {}): NewPlan {
  const chosen = <V>(change: V | undefined, before: V) => (change === undefined ? before : change);
  return {
    code: plan.code,
    name: chosen(given.name, plan.name),
    priceMonthly: chosen(given.priceMonthly, plan.priceMonthly),
    currency: chosen(given.currency, plan.currency),
    messageLimit: chosen(given.messageLimit, plan.messageLimit),
    tokenLimit: chosen(given.tokenLimit, plan.tokenLimit),
    maxStorageMb: chosen(given.maxStorageMb, plan.maxStorageMb),
    maxDocuments: chosen(given.maxDocuments, plan.maxDocuments),
    allowRag: chosen(given.allowRag, plan.allowRag),
    allowWebSearch: chosen(given.allowWebSearch, plan.allowWebSearch),
    models: chosen(given.models, plan.models),
    position: chosen(given.position, plan.position),
  };
}
