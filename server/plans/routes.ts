import type { Database } from '#platform/database/database.ts';
import { type Route, route } from '#platform/http/route.ts';
import { getUsage, listPlans, updateCaps } from '#shared/endpoints/account.ts';
import { listAllPlans } from './store.ts';
import { leftOf, readDays, readPlanAndUsage, setCaps } from './usage.ts';

export function planRoutes({ database, canPay }: { database: Database; canPay: boolean }): Route[] {
  return [
    route(listPlans, async () => ({
      plans: await database.asSystem('plans belong to nobody and are public', listAllPlans),
      canPay,
    })),
    route(getUsage, (_input, { userId }) =>
      database.withUser(userId, async (tx) => {
        const { plan, usage } = await readPlanAndUsage(tx, userId);
        return { plan, usage, left: leftOf(plan, usage), days: await readDays(tx, userId, new Date()) };
      }),
    ),
    route(updateCaps, ({ body }, { userId }) =>
      database.withUser(userId, async (tx) => {
        await setCaps(tx, userId, body);
        return readPlanAndUsage(tx, userId);
      }),
    ),
  ];
}
