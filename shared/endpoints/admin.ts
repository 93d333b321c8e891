import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { idSchema, invitationSchema, registrationModeSchema } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { textSchema } from '../text.ts';

const email = textSchema.trim().min(3).max(LIMITS.emailLength);
const registration = z.object({
  mode: registrationModeSchema,
  /** The server's environment decides it, and no admin. */
  isFixed: z.boolean(),
});

export const createResetLink = endpoint({
  method: 'POST',
  path: '/api/admin/reset-links',
  summary: 'For admins: a link by which somebody can choose another password, to be handed over',
  auth: 'admin',
  body: z.strictObject({ email }),
  success: { status: 201, kind: 'json', body: z.object({ url: z.string(), expiresAt: z.iso.datetime() }) },
  errors: ['not_found'],
});

export const getRegistration = endpoint({
  method: 'GET',
  path: '/api/admin/registration',
  summary: 'For admins: who may create an account',
  auth: 'admin',
  success: { status: 200, kind: 'json', body: registration },
});

export const updateRegistration = endpoint({
  method: 'PATCH',
  path: '/api/admin/registration',
  summary: 'For admins: decide who may create an account',
  auth: 'admin',
  body: z.strictObject({ mode: registrationModeSchema }),
  success: { status: 200, kind: 'json', body: registration },
});

export const listInvitations = endpoint({
  method: 'GET',
  path: '/api/admin/invitations',
  summary: 'For admins: the invitations that nobody has used yet, the newest first',
  auth: 'admin',
  success: { status: 200, kind: 'json', body: z.object({ invitations: z.array(invitationSchema) }) },
});

export const createInvitation = endpoint({
  method: 'POST',
  path: '/api/admin/invitations',
  summary:
    'For admins: a link that creates one account within a week; mailed where an address is given and mail is sent',
  auth: 'admin',
  body: z.strictObject({ email: email.pipe(z.email()).optional() }),
  success: {
    status: 201,
    kind: 'json',
    body: z.object({ invitation: invitationSchema, url: z.string(), isMailed: z.boolean() }),
  },
});

export const deleteInvitation = endpoint({
  method: 'DELETE',
  path: '/api/admin/invitations/:id',
  summary: 'For admins: take an invitation back',
  auth: 'admin',
  params: z.object({ id: idSchema }),
  success: { status: 204, kind: 'empty' },
  errors: ['not_found'],
});
