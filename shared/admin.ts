import { z } from 'zod';
import { idSchema, planSchema } from './entities.ts';
import { documentErrorCodeSchema } from './errors.ts';

/*
 * What the people who run the server see. None of it is what somebody wrote or uploaded: no text, no title, no file name.
 */

const timestamp = z.iso.datetime();
const count = z.number().int().nonnegative();

export const roleSchema = z.enum(['user', 'admin']);
export const subscriptionStatusSchema = z.enum(['active', 'past_due', 'paused', 'canceled']);

/** Somebody's name and address, where they are mentioned. */
export const personSchema = z.object({ id: idSchema, email: z.string(), name: z.string().nullable() });
export type PersonMentioned = z.infer<typeof personSchema>;

/** A line of the list of users. */
export const adminUserSchema = personSchema.extend({
  role: roleSchema,
  plan: z.object({ code: z.string(), name: z.string() }),
  createdAt: timestamp,
  /** When a session of theirs was last used; null where there is none. */
  lastUsedAt: timestamp.nullable(),
  suspendedAt: timestamp.nullable(),
  /** When the account will be gone; null unless it is being deleted. */
  deletesAt: timestamp.nullable(),
  /** In this calendar month. */
  messagesThisMonth: count,
  tokensThisMonth: count,
});
export type AdminUser = z.infer<typeof adminUserSchema>;

export const adminSubscriptionSchema = z.object({
  id: idSchema,
  user: personSchema,
  plan: z.object({ code: z.string(), name: z.string() }),
  status: subscriptionStatusSchema,
  currentPeriodStart: timestamp,
  currentPeriodEnd: timestamp.nullable(),
  /** Who is paid; null: assigned by hand. */
  provider: z.string().nullable(),
  createdAt: timestamp,
});
export type AdminSubscription = z.infer<typeof adminSubscriptionSchema>;

/** One user with what they have, in numbers alone. */
export const adminUserDetailSchema = adminUserSchema.extend({
  locale: z.string(),
  emailVerified: z.boolean(),
  twoFactor: z.boolean(),
  conversations: count,
  messages: count,
  documents: count,
  storageBytes: count,
  devices: count,
  /** The latest one that gives a plan; null: the default plan. */
  subscription: adminSubscriptionSchema.omit({ user: true }).nullable(),
});
export type AdminUserDetail = z.infer<typeof adminUserDetailSchema>;

/** A plan as it is run: retired ones are not offered any more and stay with those who have them. */
export const adminPlanSchema = planSchema.extend({
  /** Plans are shown in this order. */
  position: z.number().int(),
  /** What those have who have no subscription, and who is new begins with. */
  isDefault: z.boolean(),
  /** Subscriptions that give it. */
  subscribers: count,
  /** Nobody has it, ever had it, or is about to pay for it: a change of its terms concerns nobody. */
  isUnused: z.boolean(),
  retiredAt: timestamp.nullable(),
});
export type AdminPlan = z.infer<typeof adminPlanSchema>;

const used = { messages: count, tokens: count };
export const usageDaySchema = z.object({ day: z.iso.date(), users: count, ...used });
export type UsageDay = z.infer<typeof usageDaySchema>;
export const usageModelSchema = z.object({ model: z.string(), ...used });
export type UsageModel = z.infer<typeof usageModelSchema>;
export const usageUserSchema = z.object({ user: personSchema, ...used });
export type UsageUser = z.infer<typeof usageUserSchema>;

export const jobStateSchema = z.enum(['waiting', 'active', 'failed']);
export type JobState = z.infer<typeof jobStateSchema>;

export const jobCountsSchema = z.object({ waiting: count, active: count, failed: count });

/** Work in the background. */
export const adminJobSchema = z.object({
  id: z.string(),
  /** `read_document`: an uploaded file is being made searchable. `other`: what needs no explanation here. */
  kind: z.enum(['read_document', 'other']),
  /** The queue's own name. */
  queue: z.string(),
  state: jobStateSchema,
  user: personSchema.nullable(),
  attempts: count,
  createdAt: timestamp,
  /** When it began, where it is under way. */
  startedAt: timestamp.nullable(),
  /** When it is due, where it waits. */
  dueAt: timestamp.nullable(),
  /** Why it failed: a code, never what was in the document. */
  reason: documentErrorCodeSchema.nullable(),
  /** Its person is suspended or leaving: it waits until that is taken back. */
  isOnHold: z.boolean(),
});
export type AdminJob = z.infer<typeof adminJobSchema>;

const part = { isWell: z.boolean() };
/** How the parts of the server are. What is not well says by `problem` what it is, in English, for whoever mends it. */
export const healthSchema = z.object({
  database: z.object({
    ...part,
    kind: z.enum(['embedded', 'postgresql']),
    version: z.string(),
    migrations: count,
    latestMigration: z.string(),
    sizeBytes: count,
    /** How long it took to answer. */
    answerMs: z.number().nonnegative(),
    /** Names this history of the database: it differs after a restore. */
    epoch: z.string(),
  }),
  provider: z.object({
    ...part,
    kind: z.enum(['openai', 'local']),
    model: z.string(),
    embeddingModel: z.string(),
    problem: z.string().nullable(),
  }),
  mail: z.object({ isConfigured: z.boolean(), from: z.string().nullable() }),
  disk: z.object({ ...part, freeBytes: count, totalBytes: count }),
  queue: z.object({
    ...part,
    waiting: count,
    active: count,
    failed: count,
    /** How long the job that is due has waited that has waited the longest. */
    oldestSeconds: count.nullable(),
  }),
  /** Server processes that work on this database. */
  processes: count,
  versions: z.object({ kipux: z.string(), node: z.string(), contract: z.number().int() }),
  uptimeSeconds: count,
});
export type Health = z.infer<typeof healthSchema>;

/** What admins decide for the whole server, beside who may register. */
export const adminSettingsSchema = z.object({
  /** The plan of who has no subscription. */
  defaultPlan: z.string(),
  /** The models that people may use beside the server's default one; null: all that the provider has. */
  allowedModels: z.array(z.string()).nullable(),
  /** What the provider has. */
  models: z.array(z.object({ id: z.string(), isDefault: z.boolean() })),
  /** The environment decides it: admins have to turn two-step verification on. */
  adminsNeedTwoFactor: z.boolean(),
  sendsMail: z.boolean(),
});
export type AdminSettings = z.infer<typeof adminSettingsSchema>;

/** Everything an admin can do, by name. */
export const AUDIT_ACTS = [
  'user_created',
  'user_suspended',
  'user_restored',
  'user_role_changed',
  'user_plan_assigned',
  'user_sessions_ended',
  'user_two_factor_ended',
  'user_deletion_begun',
  'reset_link_created',
  'plan_created',
  'plan_changed',
  'plan_retired',
  'plan_offered_again',
  'registration_changed',
  'invitation_created',
  'invitation_deleted',
  'settings_changed',
  'jobs_retried',
  'test_mail_sent',
  'backup_made',
  'backup_restored',
] as const;
export const auditActSchema = z.enum(AUDIT_ACTS);
export type AuditAct = z.infer<typeof auditActSchema>;

/** One thing that an act changed; `null`: there was, or is, nothing. */
export const auditChangeSchema = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type AuditChange = z.infer<typeof auditChangeSchema>;

/** Who did what to whom, when and from where. Names are as they were. */
export const auditEntrySchema = z.object({
  id: count,
  at: timestamp,
  /** `id` null: the command line, whose `name` says which of the system's users it was. */
  actor: z.object({ id: idSchema.nullable(), name: z.string() }),
  act: auditActSchema,
  target: z
    .object({
      type: z.enum(['user', 'plan', 'invitation', 'server', 'jobs']),
      id: z.string().nullable(),
      name: z.string().nullable(),
    })
    .nullable(),
  address: z.string().nullable(),
  changes: z.array(auditChangeSchema),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const overviewSchema = z.object({
  users: z.object({ total: count, admins: count, suspended: count, newThisMonth: count, signedIn: count }),
  today: z.object({ users: count, ...used }),
  thisMonth: z.object({ users: count, ...used }),
  plans: z.array(z.object({ code: z.string(), name: z.string(), subscribers: count })),
  jobs: jobCountsSchema,
});
export type Overview = z.infer<typeof overviewSchema>;
