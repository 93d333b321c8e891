import { type Route, route } from '#platform/http/route.ts';
import * as plansContract from '#shared/endpoints/adminPlans.ts';
import * as contract from '#shared/endpoints/adminServer.ts';
import * as usersContract from '#shared/endpoints/adminUsers.ts';
import { actorOf } from './actor.ts';
import type { AdminParts } from './adminParts.ts';
import { admissionRoutes } from './admissionRoutes.ts';
import { listAuditLog } from './auditLog.ts';
import { readHealth } from './health.ts';
import { countJobs, listJobs, retryJobs } from './jobs.ts';
import { readOverview } from './overview.ts';
import { createPlan, listPlans, offerPlan, retirePlan, updatePlan } from './plans.ts';
import { readSettings, updateSettings } from './settings.ts';
import { listSubscriptions } from './subscriptions.ts';
import { createTestMail } from './testMail.ts';
import { readUsageByDay, readUsageByModel, readUsageByUser } from './usage.ts';
import * as acts from './userActs.ts';
import { listUsers, readUserDetail } from './users.ts';

/** The admin's desk. Who may is decided before any of these is reached: see `mountRoutes`. */
export function adminRoutes(parts: AdminParts): Route[] {
  return [...admissionRoutes(parts), ...userRoutes(parts), ...planRoutes(parts), ...serverRoutes(parts)];
}

function userRoutes(parts: AdminParts): Route[] {
  const { database } = parts;
  return [
    route(usersContract.listUsers, ({ query }) => listUsers(database, query)),
    route(usersContract.getUser, async ({ params }) => ({ user: await readUserDetail(database, params.id) })),
    route(usersContract.suspendUser, async ({ params }, context) => ({
      user: await acts.suspendUser(parts, actorOf(context), params.id),
    })),
    route(usersContract.restoreUser, async ({ params, body }, context) => ({
      user: await acts.restoreUser(parts, actorOf(context), params.id, body.what),
    })),
    route(usersContract.setUserRole, async ({ params, body }, context) => ({
      user: await acts.setUserRole(parts, actorOf(context), params.id, body.role),
    })),
    route(usersContract.assignPlan, async ({ params, body }, context) => ({
      user: await acts.assignPlan(parts, actorOf(context), params.id, body.plan),
    })),
    route(usersContract.endUserSessions, ({ params }, context) =>
      acts.endUserSessions(parts, actorOf(context), params.id),
    ),
    route(usersContract.deleteUser, async ({ params }, context) => ({
      user: await acts.deleteUser(parts, actorOf(context), params.id),
    })),
    route(usersContract.listSubscriptions, ({ query }) => listSubscriptions(database, query)),
  ];
}

function planRoutes(parts: AdminParts): Route[] {
  return [
    route(plansContract.listAdminPlans, async () => ({ plans: await listPlans(parts.database) })),
    route(plansContract.createPlan, async ({ body }, context) => ({
      plan: await createPlan(parts, actorOf(context), body),
    })),
    route(plansContract.updatePlan, async ({ params, body }, context) => ({
      plan: await updatePlan(parts, actorOf(context), params.code, body),
    })),
    route(plansContract.retirePlan, async ({ params }, context) => ({
      plan: await retirePlan(parts, actorOf(context), params.code),
    })),
    route(plansContract.offerPlan, async ({ params }, context) => ({
      plan: await offerPlan(parts, actorOf(context), params.code),
    })),
  ];
}

function serverRoutes(parts: AdminParts): Route[] {
  const { database } = parts;
  const sendTestMail = createTestMail(parts);
  return [
    route(contract.getOverview, () => readOverview(database)),
    route(contract.getUsageByDay, async ({ query: { user, ...range } }) => ({
      days: await readUsageByDay(database, range, user),
    })),
    route(contract.getUsageByModel, async ({ query }) => ({
      models: await readUsageByModel(database, query),
    })),
    route(contract.getUsageByUser, async ({ query }) => ({ users: await readUsageByUser(database, query) })),
    route(contract.listJobs, async ({ query }) => ({
      jobs: await listJobs(database, query),
      counts: await countJobs(database),
    })),
    route(contract.retryJobs, async ({ body }, context) => ({
      retried: await retryJobs(parts, actorOf(context), body.jobs),
    })),
    route(contract.getHealth, () => readHealth(parts)),
    route(contract.sendTestMail, (_input, context) => sendTestMail(context.userId, actorOf(context))),
    route(contract.getAdminSettings, () => readSettings(parts)),
    route(contract.updateAdminSettings, ({ body }, context) => updateSettings(parts, actorOf(context), body)),
    route(contract.listAuditLog, ({ query }) => listAuditLog(database, query)),
  ];
}
