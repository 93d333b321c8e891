import { z } from 'zod';
import { adminPlanSchema } from '../admin.ts';
import { endpoint } from '../endpoint.ts';
import { LIMITS } from '../limits.ts';
import { textSchema } from '../text.ts';

const code = z
  .string()
  .max(LIMITS.planCodeLength)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower case letters, digits and hyphens');
const byCode = z.object({ code });
const most = z.number().int().nonnegative().max(2_147_483_647).nullable();

/** What a plan is; `null` in a limit means none. */
const terms = z.strictObject({
  name: textSchema.trim().min(1).max(LIMITS.nameLength),
  /** Decimal, never a floating-point number. */
  priceMonthly: z.string().regex(/^\d{1,7}(\.\d{1,2})?$/, 'a decimal number like 9.50'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters like EUR'),
  messageLimit: most,
  tokenLimit: most,
  maxStorageMb: most,
  maxDocuments: most,
  allowRag: z.boolean(),
  allowWebSearch: z.boolean(),
  models: z.array(textSchema.min(1).max(200)).min(1).max(200).nullable(),
  position: z.number().int().min(0).max(10_000),
});
const thePlan = z.object({ plan: adminPlanSchema });

export const listAdminPlans = endpoint({
  method: 'GET',
  path: '/api/admin/plans',
  summary: 'For admins: all plans, retired ones too, with how many have them',
  auth: 'admin',
  success: { status: 200, kind: 'json', body: z.object({ plans: z.array(adminPlanSchema) }) },
});

export const createPlan = endpoint({
  method: 'POST',
  path: '/api/admin/plans',
  summary: 'For admins: offer another plan',
  auth: 'admin',
  body: terms.extend({ code }),
  success: { status: 201, kind: 'json', body: thePlan },
  errors: ['id_taken'],
});

/**
 * With `new`, who has the plan keeps it as it is: it is retired under its code, and the changed one is offered under a code
 * of its own, in the answer. With `everyone`, or when nobody has it, the plan itself changes.
 */
export const updatePlan = endpoint({
  method: 'PATCH',
  path: '/api/admin/plans/:code',
  summary: 'For admins: change a plan, for those who choose it from now on or for everyone who has it',
  auth: 'admin',
  params: byCode,
  body: terms.partial().extend({ appliesTo: z.enum(['new', 'everyone']).default('new') }),
  success: { status: 200, kind: 'json', body: thePlan },
  errors: ['not_found'],
});

export const retirePlan = endpoint({
  method: 'POST',
  path: '/api/admin/plans/:code/retire',
  summary: 'For admins: offer a plan no more; who has it keeps it',
  auth: 'admin',
  params: byCode,
  success: { status: 200, kind: 'json', body: thePlan },
  errors: ['not_found', 'plan_is_default'],
});

export const offerPlan = endpoint({
  method: 'POST',
  path: '/api/admin/plans/:code/offer',
  summary: 'For admins: offer a retired plan again',
  auth: 'admin',
  params: byCode,
  success: { status: 200, kind: 'json', body: thePlan },
  errors: ['not_found'],
});
