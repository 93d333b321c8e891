import { z } from 'zod';
import {
  adminSubscriptionSchema,
  adminUserDetailSchema,
  adminUserSchema,
  roleSchema,
  subscriptionStatusSchema,
} from '../admin.ts';
import { endpoint } from '../endpoint.ts';
import { idSchema } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { textSchema } from '../text.ts';

const byId = z.object({ id: idSchema });
const page = {
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().max(200).optional(),
};
const planCode = z.string().min(1).max(LIMITS.planCodeLength);
const theUser = {
  status: 200,
  kind: 'json',
  body: z.object({ user: adminUserDetailSchema }),
} as const;

export const listUsers = endpoint({
  method: 'GET',
  path: '/api/admin/users',
  summary: 'For admins: the accounts, the newest first',
  auth: 'admin',
  query: z.object({
    ...page,
    /** A part of the e-mail address or the name; upper case and accents do not matter. */
    search: textSchema.trim().max(LIMITS.emailLength).optional(),
    role: roleSchema.optional(),
    /** `suspended` and `leaving` (being deleted) exclude each other; `active` is neither. */
    state: z.enum(['active', 'suspended', 'leaving']).optional(),
    plan: planCode.optional(),
  }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ users: z.array(adminUserSchema), nextCursor: z.string().optional() }),
  },
});

export const getUser = endpoint({
  method: 'GET',
  path: '/api/admin/users/:id',
  summary: 'For admins: one account with what it has, in numbers',
  auth: 'admin',
  params: byId,
  success: theUser,
  errors: ['not_found'],
});

export const suspendUser = endpoint({
  method: 'POST',
  path: '/api/admin/users/:id/suspend',
  summary: 'For admins: keep somebody out at once; nothing of theirs is deleted',
  auth: 'admin',
  params: byId,
  success: theUser,
  errors: ['not_found', 'last_admin'],
});

export const restoreUser = endpoint({
  method: 'POST',
  path: '/api/admin/users/:id/restore',
  summary: 'For admins: take a suspension, a deletion whose time has not come, or both back',
  auth: 'admin',
  params: byId,
  body: z.strictObject({ what: z.enum(['suspension', 'deletion', 'both']).default('both') }),
  success: theUser,
  errors: ['not_found'],
});

export const setUserRole = endpoint({
  method: 'POST',
  path: '/api/admin/users/:id/role',
  summary: 'For admins: make somebody an admin, or no admin any more; they log in again',
  auth: 'admin',
  params: byId,
  body: z.strictObject({ role: roleSchema }),
  success: theUser,
  errors: ['not_found', 'last_admin'],
});

export const assignPlan = endpoint({
  method: 'POST',
  path: '/api/admin/users/:id/plan',
  summary: 'For admins: give somebody a plan by hand; it holds until another is given',
  auth: 'admin',
  params: byId,
  body: z.strictObject({ plan: planCode }),
  success: theUser,
  errors: ['not_found', 'subscription_exists'],
});

export const endUserSessions = endpoint({
  method: 'DELETE',
  path: '/api/admin/users/:id/devices',
  summary: 'For admins: sign somebody out everywhere',
  auth: 'admin',
  params: byId,
  success: { status: 204, kind: 'empty' },
  errors: ['not_found'],
});

export const deleteUser = endpoint({
  method: 'POST',
  path: '/api/admin/users/:id/deletion',
  summary:
    'For admins: keep somebody out and delete the account; until `deletesAt` restoring takes that back, then all of it is gone',
  auth: 'admin',
  params: byId,
  success: theUser,
  errors: ['not_found', 'last_admin'],
});

export const listSubscriptions = endpoint({
  method: 'GET',
  path: '/api/admin/subscriptions',
  summary: 'For admins: who has which plan, the newest first',
  auth: 'admin',
  query: z.object({ ...page, status: subscriptionStatusSchema.optional(), plan: planCode.optional() }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ subscriptions: z.array(adminSubscriptionSchema), nextCursor: z.string().optional() }),
  },
});
