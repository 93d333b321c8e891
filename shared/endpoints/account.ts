import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import {
  allowanceLeftSchema,
  idSchema,
  localeSchema,
  planSchema,
  settingsSchema,
  usageDaySchema,
  usageSchema,
  userSchema,
} from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { textSchema } from '../text.ts';

const email = textSchema.trim().min(3).max(LIMITS.emailLength);
/** Its length is judged by the server's password rules, so that the answer is `weak_password` and says why. */
const password = z.string().max(100_000);
const name = textSchema.trim().min(1).max(LIMITS.nameLength);

export const register = endpoint({
  method: 'POST',
  path: '/api/auth/register',
  summary: 'Create an account and a session',
  auth: 'public',
  body: z.strictObject({
    email: email.pipe(z.email()),
    password,
    name: name.optional(),
    locale: localeSchema.optional(),
    /** The secret of an invitation's link. */
    invitation: z.string().max(200).optional(),
    /** What the server printed at its first start; makes the first account its admin. */
    setupCode: z.string().max(200).optional(),
  }),
  success: { status: 201, kind: 'json', body: z.object({ user: userSchema }) },
  errors: [
    'weak_password',
    'email_taken',
    'registration_closed',
    'invitation_required',
    'setup_code_required',
    'link_invalid',
  ],
});

export const login = endpoint({
  method: 'POST',
  path: '/api/auth/login',
  summary: 'Start a session',
  auth: 'public',
  body: z.strictObject({ email, password }),
  success: { status: 200, kind: 'json', body: z.object({ user: userSchema }) },
  errors: ['wrong_credentials', 'second_factor_required'],
});

export const logout = endpoint({
  method: 'POST',
  path: '/api/auth/logout',
  summary: 'End the session',
  auth: 'session',
  success: { status: 204, kind: 'empty' },
});

export const getSession = endpoint({
  method: 'GET',
  path: '/api/auth/session',
  summary: 'Who is signed in, on which plan, with what used',
  auth: 'session',
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ user: userSchema, plan: planSchema, usage: usageSchema }),
  },
});

export const getAccount = endpoint({
  method: 'GET',
  path: '/api/account',
  summary: 'The signed-in user',
  auth: 'session',
  success: { status: 200, kind: 'json', body: z.object({ user: userSchema }) },
});

export const updateAccount = endpoint({
  method: 'PATCH',
  path: '/api/account',
  summary: 'Change the name or settings; each setting stands for itself',
  auth: 'session',
  body: z.strictObject({
    name: name.nullable().optional(),
    settings: settingsSchema.partial().strict().optional(),
    /** Names the change, so that it is carried out once however often it is sent. */
    changeId: idSchema.optional(),
  }),
  success: { status: 200, kind: 'json', body: z.object({ user: userSchema }) },
  errors: ['id_taken'],
});

export const changePassword = endpoint({
  method: 'POST',
  path: '/api/account/password',
  summary: 'Change the password; all other devices are signed out',
  auth: 'session',
  body: z.strictObject({ currentPassword: password, newPassword: password }),
  success: { status: 204, kind: 'empty' },
  errors: ['wrong_password', 'weak_password'],
});

export const getUsage = endpoint({
  method: 'GET',
  path: '/api/account/usage',
  summary: 'The plan, what is used and left of it, and what each day of this month has used',
  auth: 'session',
  success: {
    status: 200,
    kind: 'json',
    body: z.object({
      plan: planSchema,
      usage: usageSchema,
      left: allowanceLeftSchema.optional(),
      days: z.array(usageDaySchema).default([]),
    }),
  },
});

/** PostgreSQL's integer. */
const cap = z.number().int().min(0).max(2_147_483_647).nullable().optional();

export const updateCaps = endpoint({
  method: 'PATCH',
  path: '/api/account/caps',
  summary: 'Set limits a month of one’s own; null takes one away, what is left out stays',
  auth: 'session',
  body: z.strictObject({ messages: cap, tokens: cap }),
  success: { status: 200, kind: 'json', body: z.object({ plan: planSchema, usage: usageSchema }) },
});

export const listPlans = endpoint({
  method: 'GET',
  path: '/api/plans',
  summary: 'The plans on offer',
  auth: 'public',
  success: {
    status: 200,
    kind: 'json',
    body: z.object({
      plans: z.array(planSchema),
      /** One can pay for them here; otherwise admins assign them. */
      canPay: z.boolean().default(false),
    }),
  },
});
