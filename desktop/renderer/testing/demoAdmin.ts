import type { AuditAct, AuditEntry } from '#shared/admin.ts';
import type { Locale } from '#shared/entities.ts';
import { type MemoryAdmin, newJob, newPlan } from './memoryAdmin.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const NAMES = [
  'Ana Quispe',
  'Luis Ferrer',
  'Eva Marín',
  'Noor Haddad',
  'Tomás Villanueva',
  'Mei Tanaka',
  'Olivia Brown',
  'Iker Zubia',
  'Rosa Huamán',
  'Jonas Weber',
  'Carmen Ortega de la Fuente y Villamayor',
  'Pau Serra',
  'Lucía Mamani',
  'Adam Novak',
  'Sofía Paredes',
  'Henrik Lund',
] as const;

/** A server that is busy: people in every state, plans, two months of use, jobs, a log. */
export function fillDesk(admin: MemoryAdmin, locale: Locale): void {
  admin.plans.push(
    newPlan({
      priceMonthly: '9.50',
      messageLimit: 5_000,
      tokenLimit: 4_000_000,
      maxStorageMb: 5_120,
      maxDocuments: 1_000,
      subscribers: 9,
    }),
    newPlan({
      code: 'team',
      name: locale === 'es' ? 'Equipo' : 'Team',
      priceMonthly: '49',
      messageLimit: null,
      maxStorageMb: null,
      maxDocuments: null,
      allowWebSearch: true,
      models: ['gpt-5', 'gpt-5-mini'],
      subscribers: 3,
    }),
    newPlan({
      code: 'pro-2024',
      name: 'Pro 2024',
      priceMonthly: '7',
      subscribers: 1,
      retiredAt: new Date(Date.now() - 200 * DAY).toISOString(),
    }),
  );
  NAMES.forEach((name, index) => addPerson(admin, name, index));
  addUse(admin);
  addJobs(admin);
  addEntries(admin, locale);
}

function addPerson(admin: MemoryAdmin, name: string, index: number): void {
  const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
  const first = name.split(' ')[0]?.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase() ?? '';
  const plan = admin.plans[index % 5 === 1 ? 2 : index % 3 === 0 ? 1 : 0];
  const used = Math.round(2_400 / (index + 1));
  const person = admin.addPerson({
    name: index === 7 ? null : name,
    email: `${first}@ejemplo.es`,
    role: index === 0 || index === 4 ? 'admin' : 'user',
    plan: { code: plan?.code ?? '', name: plan?.name ?? '' },
    createdAt: ago(24 * 9 * (index + 1)),
    lastUsedAt: index % 6 === 5 ? null : ago(index ** 2 + 0.1),
    suspendedAt: index === 3 ? ago(30) : null,
    deletesAt: index === 9 ? new Date(Date.now() + 6 * DAY).toISOString() : null,
    messagesThisMonth: index % 6 === 5 ? 0 : used,
    tokensThisMonth: index % 6 === 5 ? 0 : used * 1_310,
    devices: index % 6 === 5 ? 0 : 1 + (index % 3),
  });
  if (!plan || plan.isDefault) return;
  const subscription = {
    id: person.id,
    plan: person.plan,
    status: index === 6 ? ('past_due' as const) : ('active' as const),
    currentPeriodStart: ago(24 * 12),
    currentPeriodEnd: index % 2 === 0 ? null : new Date(Date.now() + 18 * DAY).toISOString(),
    provider: index % 2 === 0 ? null : 'Stripe',
    createdAt: ago(24 * 9 * index),
  };
  person.subscription = subscription;
  admin.subscriptions.push({ ...subscription, user: person });
}

/** Weeks with their weekends, growing slowly. */
function addUse(admin: MemoryAdmin): void {
  for (let ago = 120; ago >= 0; ago -= 1) {
    const date = new Date(Date.now() - ago * DAY);
    const isWeekend = date.getUTCDay() % 6 === 0;
    const messages = Math.round(
      (isWeekend ? 45 : 260) * (1 - ago / 240) + 40 * Math.abs(Math.sin(ago * 1.7)),
    );
    admin.days.push({
      day: date.toISOString().slice(0, 10),
      users: Math.round(messages / 21),
      messages,
      tokens: messages * 1_310,
    });
  }
  admin.models.push(
    { model: 'gpt-5-mini', messages: 5_204, tokens: 6_402_118 },
    { model: 'gpt-5', messages: 1_377, tokens: 3_120_440 },
    { model: 'llama3.2', messages: 122, tokens: 98_310 },
  );
}

function addJobs(admin: MemoryAdmin): void {
  const user = (index: number) => {
    const { id, email, name } = admin.people[index] ?? { id: '', email: '', name: null };
    return { id, email, name };
  };
  admin.jobs.push(
    newJob({ user: user(1) }),
    newJob({ user: user(6), reason: 'embedding_failed', attempts: 5 }),
    newJob({ user: user(3), reason: 'took_too_long', isOnHold: true }),
    newJob({ user: user(2), state: 'waiting', reason: null, attempts: 0 }),
    newJob({
      user: user(4),
      state: 'active',
      reason: null,
      attempts: 1,
      startedAt: new Date(Date.now() - 90_000).toISOString(),
    }),
  );
  Object.assign(admin.health.queue, { failed: 3, waiting: 1, active: 1 });
}

function addEntries(admin: MemoryAdmin, locale: Locale): void {
  const target = (index: number): AuditEntry['target'] => ({
    type: 'user',
    id: admin.people[index]?.id ?? null,
    name: admin.people[index]?.email ?? null,
  });
  const plan: AuditEntry['target'] = { type: 'plan', id: 'pro', name: 'Pro' };
  const acts: [AuditAct, AuditEntry['target'], AuditEntry['changes']?][] = [
    ['backup_made', { type: 'server', id: null, name: null }],
    [
      'registration_changed',
      { type: 'server', id: null, name: null },
      [{ field: 'mode', before: 'open', after: 'invitation' }],
    ],
    ['invitation_created', { type: 'invitation', id: null, name: null }],
    [
      'plan_changed',
      plan,
      [
        { field: 'messageLimit', before: '3000', after: '5000' },
        { field: 'priceMonthly', before: '8', after: '9.50' },
      ],
    ],
    ['user_role_changed', target(4), [{ field: 'role', before: 'user', after: 'admin' }]],
    ['user_plan_assigned', target(1), [{ field: 'plan', before: 'free', after: 'team' }]],
    ['user_suspended', target(3)],
    ['jobs_retried', { type: 'jobs', id: null, name: null }],
  ];
  for (const [act, on, changes] of acts) admin.note(act, on, changes);
  admin.entries.forEach((entry, index) => {
    entry.at = new Date(Date.now() - index * 7 * HOUR).toISOString();
    if (entry.act !== 'backup_made') return;
    entry.actor = { id: null, name: `command line (${locale === 'es' ? 'operador' : 'operator'})` };
    entry.address = null;
  });
}

/** Everything that can be wrong is. */
export function breakHealth({ health }: MemoryAdmin): void {
  Object.assign(health.database, { isWell: false, answerMs: 1_840 });
  Object.assign(health.provider, { isWell: false, problem: '401 Incorrect API key provided' });
  Object.assign(health.mail, { isConfigured: false, from: null });
  Object.assign(health.disk, { isWell: false, freeBytes: 1_200_000_000 });
  Object.assign(health.queue, { isWell: false, waiting: 214, active: 4, failed: 7, oldestSeconds: 5_400 });
}
