import { z } from 'zod';
import {
  adminJobSchema,
  adminSettingsSchema,
  auditActSchema,
  auditEntrySchema,
  healthSchema,
  jobCountsSchema,
  jobStateSchema,
  overviewSchema,
  usageDaySchema,
  usageModelSchema,
  usageUserSchema,
} from '../admin.ts';
import { endpoint } from '../endpoint.ts';
import { idSchema } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { textSchema } from '../text.ts';

const limit = z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault);
const cursor = z.string().max(200).optional();
/** Both days belong to it. */
const range = { from: z.iso.date(), to: z.iso.date() };
const text = textSchema.trim().min(1).max(LIMITS.emailLength);

export const getOverview = endpoint({
  method: 'GET',
  path: '/api/admin/overview',
  summary: 'For admins: the server at a glance',
  auth: 'admin',
  success: { status: 200, kind: 'json', body: overviewSchema },
});

export const getUsageByDay = endpoint({
  method: 'GET',
  path: '/api/admin/usage/days',
  summary: 'For admins: what was used on each day (UTC) of at most 366; days without use are left out',
  auth: 'admin',
  query: z.object({ ...range, user: idSchema.optional() }),
  success: { status: 200, kind: 'json', body: z.object({ days: z.array(usageDaySchema) }) },
});

export const getUsageByModel = endpoint({
  method: 'GET',
  path: '/api/admin/usage/models',
  summary: 'For admins: what was used of each model, the most used first',
  auth: 'admin',
  query: z.object(range),
  success: { status: 200, kind: 'json', body: z.object({ models: z.array(usageModelSchema) }) },
});

export const getUsageByUser = endpoint({
  method: 'GET',
  path: '/api/admin/usage/users',
  summary: 'For admins: who used the most',
  auth: 'admin',
  query: z.object({ ...range, by: z.enum(['messages', 'tokens']).default('tokens'), limit }),
  success: { status: 200, kind: 'json', body: z.object({ users: z.array(usageUserSchema) }) },
});

export const listJobs = endpoint({
  method: 'GET',
  path: '/api/admin/jobs',
  summary:
    'For admins: work in the background, what comes next first and what failed last first; how much there is of each',
  auth: 'admin',
  query: z.object({ state: jobStateSchema, limit }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ jobs: z.array(adminJobSchema), counts: jobCountsSchema }),
  },
});

export const retryJobs = endpoint({
  method: 'POST',
  path: '/api/admin/jobs/retry',
  summary:
    'For admins: try failed jobs again, the named ones or, without `jobs`, all (at most 1,000 at once)',
  auth: 'admin',
  body: z.strictObject({
    jobs: z
      .array(z.strictObject({ userId: idSchema, id: idSchema }))
      .min(1)
      .max(LIMITS.pageSizeMax)
      .optional(),
  }),
  success: { status: 200, kind: 'json', body: z.object({ retried: z.number().int() }) },
});

export const getHealth = endpoint({
  method: 'GET',
  path: '/api/admin/health',
  summary: 'For admins: how the parts of the server are; the model is asked at this moment',
  auth: 'admin',
  success: { status: 200, kind: 'json', body: healthSchema },
});

export const sendTestMail = endpoint({
  method: 'POST',
  path: '/api/admin/test-mail',
  summary:
    'For admins: send a mail to oneself; `problem` says what the mail server answered when it was not taken',
  auth: 'admin',
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ isSent: z.boolean(), problem: z.string().nullable() }),
  },
  errors: ['mail_not_configured'],
});

export const getAdminSettings = endpoint({
  method: 'GET',
  path: '/api/admin/settings',
  summary: 'For admins: what is decided for the whole server, beside who may register',
  auth: 'admin',
  success: { status: 200, kind: 'json', body: adminSettingsSchema },
});

export const updateAdminSettings = endpoint({
  method: 'PATCH',
  path: '/api/admin/settings',
  summary: 'For admins: decide it; each field stands for itself',
  auth: 'admin',
  body: z.strictObject({
    defaultPlan: z.string().min(1).max(LIMITS.planCodeLength).optional(),
    allowedModels: z.array(textSchema.min(1).max(200)).min(1).max(200).nullable().optional(),
  }),
  success: { status: 200, kind: 'json', body: adminSettingsSchema },
  errors: ['not_found'],
});

export const listAuditLog = endpoint({
  method: 'GET',
  path: '/api/admin/audit',
  summary: 'For admins: who did what to whom, when and from where, the latest first',
  auth: 'admin',
  query: z.object({
    limit,
    cursor,
    /** Name (the e-mail address as it was) or id. */
    actor: text.optional(),
    target: text.optional(),
    act: auditActSchema.optional(),
  }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ entries: z.array(auditEntrySchema), nextCursor: z.string().optional() }),
  },
});
