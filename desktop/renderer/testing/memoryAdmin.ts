import { v7 as uuid } from 'uuid';
import type {
  AdminJob,
  AdminPlan,
  AdminSettings,
  AdminSubscription,
  AdminUserDetail,
  AuditAct,
  AuditChange,
  AuditEntry,
  Health,
  UsageDay,
  UsageModel,
} from '#shared/admin.ts';
import { ClientError } from '#shared/client/client.ts';

export type MemoryAdmin = ReturnType<typeof createMemoryAdmin>;

const DAY = 86_400_000;

/** What admins see of the server, in memory: empty but for the plan that people begin with. */
export function createMemoryAdmin() {
  const people: AdminUserDetail[] = [];
  const plans: AdminPlan[] = [newPlan({ code: 'free', name: 'Free', isDefault: true })];
  const subscriptions: AdminSubscription[] = [];
  const days: UsageDay[] = [];
  const models: UsageModel[] = [];
  const jobs: AdminJob[] = [];
  const entries: AuditEntry[] = [];
  const settings: AdminSettings = {
    defaultPlan: 'free',
    allowedModels: null,
    models: [
      { id: 'gpt-5-mini', isDefault: true },
      { id: 'gpt-5', isDefault: false },
      { id: 'llama3.2', isDefault: false },
    ],
    adminsNeedTwoFactor: false,
    sendsMail: true,
  };
  const person = (id: string): AdminUserDetail => {
    const known = people.find((candidate) => candidate.id === id);
    if (!known) throw new ClientError('not_found', 'no such person');
    return known;
  };
  const plan = (code: string): AdminPlan => {
    const known = plans.find((candidate) => candidate.code === code);
    if (!known) throw new ClientError('not_found', 'no such plan');
    return known;
  };
  return {
    people,
    plans,
    subscriptions,
    days,
    models,
    jobs,
    entries,
    settings,
    health: newHealth(),
    person,
    plan,
    /** Changes a person as an admin does, and notes it in the audit log. */
    change(id: string, act: AuditAct, fields: Partial<AdminUserDetail>, changes: AuditChange[] = []) {
      const changed = Object.assign(person(id), fields);
      this.note(act, { type: 'user', id, name: changed.email }, changes);
      return { user: { ...changed } };
    },
    note(act: AuditAct, target: AuditEntry['target'], changes: AuditChange[] = []): void {
      entries.unshift({
        id: entries.length + 1,
        at: new Date().toISOString(),
        actor: { id: uuid(), name: 'ana@ejemplo.es' },
        act,
        target,
        address: '203.0.113.24',
        changes,
      });
    },
    addPerson(fields: Partial<AdminUserDetail>): AdminUserDetail {
      const added = newPerson(fields);
      people.push(added);
      return added;
    },
  };
}

export function newPerson(fields: Partial<AdminUserDetail> = {}): AdminUserDetail {
  return {
    id: uuid(),
    email: 'luis@ejemplo.es',
    name: 'Luis',
    role: 'user',
    plan: { code: 'free', name: 'Free' },
    createdAt: new Date(Date.now() - 40 * DAY).toISOString(),
    lastUsedAt: new Date(Date.now() - 3 * 3_600_000).toISOString(),
    suspendedAt: null,
    deletesAt: null,
    messagesThisMonth: 312,
    tokensThisMonth: 402_118,
    locale: 'es',
    emailVerified: true,
    twoFactor: false,
    conversations: 41,
    messages: 1_204,
    documents: 12,
    storageBytes: 48_300_000,
    devices: 2,
    subscription: null,
    ...fields,
  };
}

export function newPlan(fields: Partial<AdminPlan> = {}): AdminPlan {
  return {
    code: 'pro',
    name: 'Pro',
    priceMonthly: '0',
    currency: 'EUR',
    messageLimit: 1_000,
    tokenLimit: null,
    maxStorageMb: 500,
    maxDocuments: 100,
    allowRag: true,
    allowWebSearch: false,
    models: null,
    position: 10,
    isDefault: false,
    subscribers: 0,
    isUnused: (fields.subscribers ?? 0) === 0,
    retiredAt: null,
    ...fields,
  };
}

export function newJob(fields: Partial<AdminJob> = {}): AdminJob {
  return {
    id: uuid(),
    kind: 'read_document',
    queue: 'read-document',
    state: 'failed',
    user: { id: uuid(), email: 'luis@ejemplo.es', name: 'Luis' },
    attempts: 3,
    createdAt: new Date(Date.now() - 2 * 3_600_000).toISOString(),
    startedAt: null,
    dueAt: null,
    reason: 'damaged',
    isOnHold: false,
    ...fields,
  };
}

function newHealth(): Health {
  return {
    database: {
      isWell: true,
      kind: 'postgresql',
      version: '17.2',
      migrations: 24,
      latestMigration: '20261122200000_admin',
      sizeBytes: 2_481_000_000,
      answerMs: 2,
      epoch: '0190a0a0-0000-7000-8000-000000000000',
    },
    provider: {
      isWell: true,
      kind: 'openai',
      model: 'gpt-5-mini',
      embeddingModel: 'text-embedding-3-small',
      problem: null,
    },
    mail: { isConfigured: true, from: 'kipux@example.org' },
    disk: { isWell: true, freeBytes: 81_000_000_000, totalBytes: 160_000_000_000 },
    queue: { isWell: true, waiting: 0, active: 1, failed: 0, oldestSeconds: null },
    processes: 2,
    versions: { kipux: '1.0.0', node: '24.4.1', contract: 1 },
    uptimeSeconds: 302_400,
  };
}
