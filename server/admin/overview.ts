import type { Database } from '#platform/database/database.ts';
import { Prisma } from '#prisma/client.ts';
import type { Overview } from '#shared/admin.ts';
import { startOfMonth } from '../plans/index.ts';
import { countJobs } from './jobs.ts';
import { listPlans } from './plans.ts';

type UserCounts = Overview['users'];
type Used = { users: number; messages: bigint; tokens: bigint };

/** The server at a glance. */
export async function readOverview(database: Database): Promise<Overview> {
  const month = startOfMonth(new Date()).toISOString();
  const [users, today, thisMonth] = await database.asSystem('how many users there are', async (tx) => {
    const [counts] = await tx.$queryRaw<UserCounts[]>`
      SELECT count(*)::int AS total, (count(*) FILTER (WHERE role = 'admin'))::int AS admins,
        (count(*) FILTER (WHERE suspended_at IS NOT NULL AND deletion_requested_at IS NULL))::int AS suspended,
        (count(*) FILTER (WHERE created_at >= ${month}::timestamptz))::int AS "newThisMonth",
        (SELECT count(DISTINCT user_id)::int FROM session WHERE expire > now() AND user_id IS NOT NULL) AS "signedIn"
      FROM users`;
    const used = Prisma.sql`SELECT count(DISTINCT user_id)::int AS users, coalesce(sum(messages), 0)::bigint AS messages,
      coalesce(sum(tokens), 0)::bigint AS tokens`;
    const midnight = new Date().toISOString().slice(0, 10);
    const sinceMidnight = await tx.$queryRaw<Used[]>`${used} FROM usage_days WHERE day >= ${midnight}::date`;
    const sinceTheFirst = await tx.$queryRaw<Used[]>`
      ${used} FROM usage_periods WHERE period_start = ${month}::timestamptz AND messages + tokens > 0`;
    return [counts, sinceMidnight, sinceTheFirst];
  });
  const plans = await listPlans(database);
  return {
    users: users ?? { total: 0, admins: 0, suspended: 0, newThisMonth: 0, signedIn: 0 },
    today: presentUsed(today),
    thisMonth: presentUsed(thisMonth),
    plans: plans
      .filter(({ retiredAt, subscribers }) => retiredAt === null || subscribers > 0)
      .map(({ code, name, subscribers }) => ({ code, name, subscribers })),
    jobs: await countJobs(database),
  };
}

function presentUsed([used]: Used[]): Overview['today'] {
  return {
    users: used?.users ?? 0,
    messages: Number(used?.messages ?? 0),
    tokens: Number(used?.tokens ?? 0),
  };
}
