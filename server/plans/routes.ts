import type { Database } from '#platform/database/database.ts';
import { type Route, route } from '#platform/http/route.ts';
import { listPlans } from '#shared/endpoints/account.ts';
import { listAllPlans } from './store.ts';

export function planRoutes({ database, canPay }: { database: Database; canPay: boolean }): Route[] {
  return [
    route(listPlans, async () => ({
      plans: await database.asSystem('plans belong to nobody and are public', listAllPlans),
      canPay,
    })),
  ];
}
