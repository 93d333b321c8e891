import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '#platform/database/database.ts';
import { notFound } from '#platform/errors.ts';
import { assertNotPaying } from './payment/subscriptions.ts';

/**
 * Gives somebody a plan by hand, retired ones too: it holds until another is given. Throws `not_found` for an unknown plan, and
 * `subscription_exists` for somebody who pays for one.
 * @returns the plan they had by hand before; null for none
 */
export async function assignPlan(tx: Transaction, userId: string, planCode: string): Promise<string | null> {
  const plan = await tx.plan.findUnique({ where: { code: planCode }, select: { code: true } });
  if (plan === null) throw notFound('plan');
  await assertNotPaying(tx, userId);
  const byHand = { userId, provider: null, status: { not: 'canceled' } } as const;
  const before = await tx.subscription.findFirst({
    where: byHand,
    orderBy: { createdAt: 'desc' },
    select: { planCode: true },
  });
  await tx.subscription.updateMany({
    where: byHand,
    data: { status: 'canceled', currentPeriodEnd: new Date() },
  });
  await tx.subscription.create({
    data: { id: uuidv7(), userId, planCode, status: 'active', currentPeriodStart: new Date() },
  });
  return before?.planCode ?? null;
}
