import type { Overview } from '#shared/admin.ts';
import { ClientError } from '#shared/client/client.ts';
import type { MemoryAdmin } from './memoryAdmin.ts';
import { newPlan } from './memoryAdmin.ts';
import type { Handlers } from './memoryClient.ts';

const DAY = 86_400_000;

/** What the memory client answers an admin. */
export function adminHandlers(admin: MemoryAdmin): Handlers {
  return { ...peopleHandlers(admin), ...planHandlers(admin), ...serverHandlers(admin) };
}

function peopleHandlers(admin: MemoryAdmin): Handlers {
  return {
    listUsers({ query }) {
      const search = (query?.search ?? '').toLocaleLowerCase();
      const users = admin.people.filter(
        ({ email, name, role, plan, suspendedAt, deletesAt }) =>
          `${name ?? ''} ${email}`.toLocaleLowerCase().includes(search) &&
          (query?.role === undefined || query.role === role) &&
          (query?.plan === undefined || query.plan === plan.code) &&
          (query?.state === undefined || query.state === stateOf(suspendedAt, deletesAt)),
      );
      const limit = Number(query?.limit ?? 50);
      const from = Number(query?.cursor ?? 0);
      const next = from + limit;
      return {
        users: users.slice(from, next).map((user) => ({ ...user })),
        ...(next < users.length ? { nextCursor: String(next) } : {}),
      };
    },
    getUser: ({ params }) => ({ user: { ...admin.person(params.id) } }),
    suspendUser: ({ params }) =>
      admin.change(params.id, 'user_suspended', {
        suspendedAt: new Date().toISOString(),
        devices: 0,
        lastUsedAt: null,
      }),
    restoreUser: ({ params, body: { what } }) =>
      admin.change(params.id, 'user_restored', {
        ...(what === 'deletion' ? {} : { suspendedAt: null }),
        ...(what === 'suspension' ? {} : { deletesAt: null }),
      }),
    deleteUser: ({ params }) =>
      admin.change(params.id, 'user_deletion_begun', {
        suspendedAt: admin.person(params.id).suspendedAt ?? new Date().toISOString(),
        deletesAt: new Date(Date.now() + 14 * DAY).toISOString(),
      }),
    setUserRole: ({ params, body }) =>
      admin.change(params.id, 'user_role_changed', { role: body.role }, [
        { field: 'role', before: admin.person(params.id).role, after: body.role },
      ]),
    endUserSessions({ params }) {
      admin.change(params.id, 'user_sessions_ended', { devices: 0, lastUsedAt: null });
    },
    assignPlan({ params, body }) {
      const { code, name } = admin.plan(body.plan);
      const before = admin.person(params.id).plan.code;
      return admin.change(params.id, 'user_plan_assigned', { plan: { code, name } }, [
        { field: 'plan', before, after: code },
      ]);
    },
    listSubscriptions: ({ query }) => ({
      subscriptions: admin.subscriptions.filter(
        ({ status }) => query?.status === undefined || query.status === status,
      ),
    }),
  };
}

function stateOf(suspendedAt: string | null, deletesAt: string | null) {
  return deletesAt !== null ? 'leaving' : suspendedAt === null ? 'active' : 'suspended';
}

function planHandlers(admin: MemoryAdmin): Handlers {
  const setRetired = (code: string, retiredAt: string | null) => ({
    plan: { ...Object.assign(admin.plan(code), { retiredAt }) },
  });
  return {
    listAdminPlans: () => ({ plans: admin.plans.map((plan) => ({ ...plan })) }),
    createPlan({ body }) {
      if (admin.plans.some(({ code }) => code === body.code)) throw new ClientError('id_taken', 'taken');
      const plan = newPlan(body);
      admin.plans.push(plan);
      return { plan };
    },
    updatePlan({ params, body: { appliesTo: _appliesTo, ...terms } }) {
      const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
      return { plan: { ...Object.assign(admin.plan(params.code), given) } };
    },
    retirePlan: ({ params }) => setRetired(params.code, new Date().toISOString()),
    offerPlan: ({ params }) => setRetired(params.code, null),
  };
}

function serverHandlers(admin: MemoryAdmin): Handlers {
  return {
    getOverview: () => overviewOf(admin),
    getUsageByDay: ({ query }) => ({
      days: admin.days.filter(({ day }) => query === undefined || (day >= query.from && day <= query.to)),
    }),
    getUsageByModel: () => ({ models: admin.models }),
    getUsageByUser: () => ({
      users: admin.people
        .filter(({ messagesThisMonth }) => messagesThisMonth > 0)
        .toSorted((a, b) => b.messagesThisMonth - a.messagesThisMonth)
        .slice(0, 20)
        .map(({ id, email, name, messagesThisMonth, tokensThisMonth }) => ({
          user: { id, email, name },
          messages: messagesThisMonth,
          tokens: tokensThisMonth,
        })),
    }),
    listJobs: ({ query }) => ({
      jobs: admin.jobs.filter(({ state }) => state === query?.state),
      counts: countJobs(admin.jobs),
    }),
    retryJobs({ body }) {
      const ids = body.jobs?.map(({ id }) => id);
      const retried = admin.jobs.filter(
        ({ id, state }) => state === 'failed' && (ids === undefined || ids.includes(id)),
      );
      for (const job of retried) Object.assign(job, { state: 'waiting', reason: null });
      return { retried: retried.length };
    },
    getHealth: () => admin.health,
    sendTestMail: () => ({ isSent: true, problem: null }),
    getAdminSettings: () => ({ ...admin.settings }),
    updateAdminSettings({ body }) {
      const given = Object.entries(body).filter(([, value]) => value !== undefined);
      return { ...Object.assign(admin.settings, Object.fromEntries(given)) };
    },
    listAuditLog({ query }) {
      const is = (wanted: string | undefined, ...values: (string | null | undefined)[]) =>
        wanted === undefined || values.includes(wanted);
      return {
        entries: admin.entries.filter(
          ({ actor, target, act }) =>
            is(query?.actor, actor.name, actor.id) &&
            is(query?.target, target?.name, target?.id) &&
            is(query?.act, act),
        ),
      };
    },
  };
}

function countJobs(jobs: MemoryAdmin['jobs']): Overview['jobs'] {
  const of = (state: string) => jobs.filter((job) => job.state === state).length;
  return { waiting: of('waiting'), active: of('active'), failed: of('failed') };
}

function overviewOf({ people, days, plans, jobs }: MemoryAdmin): Overview {
  const sum = (shown: typeof days) => ({
    users: Math.max(0, ...shown.map(({ users }) => users)),
    messages: shown.reduce((total, { messages }) => total + messages, 0),
    tokens: shown.reduce((total, { tokens }) => total + tokens, 0),
  });
  const recent = Date.now() - 30 * DAY;
  return {
    users: {
      total: people.length,
      admins: people.filter(({ role }) => role === 'admin').length,
      suspended: people.filter((person) => stateOf(person.suspendedAt, person.deletesAt) === 'suspended')
        .length,
      newThisMonth: people.filter(({ createdAt }) => Date.parse(createdAt) > recent).length,
      signedIn: people.filter(({ lastUsedAt }) => lastUsedAt !== null).length,
    },
    today: sum(days.slice(-1)),
    thisMonth: sum(days.slice(-22)),
    plans: plans.map(({ code, name, subscribers }) => ({ code, name, subscribers })),
    jobs: countJobs(jobs),
  };
}
