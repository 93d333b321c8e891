import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { registrationModeSchema, userSchema } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { textSchema } from '../text.ts';

const email = textSchema.trim().min(3).max(LIMITS.emailLength);
const password = z.string().max(100_000);
/** The secret part of a link. */
const token = z.string().min(1).max(200);

export const getAuthOptions = endpoint({
  method: 'GET',
  path: '/api/auth/options',
  summary: 'What somebody without a session can do on this server',
  auth: 'public',
  success: {
    status: 200,
    kind: 'json',
    body: z.object({
      registration: registrationModeSchema,
      /** The first account is still to be created, with the code that the server printed at its start. */
      setupCode: z.boolean(),
      /** Whether the server sends mail. */
      mail: z.boolean(),
    }),
  },
});

export const forgotPassword = endpoint({
  method: 'POST',
  path: '/api/auth/forgot',
  summary:
    'Ask for a link to choose another password; the answer says nothing about whether there is an account',
  auth: 'public',
  body: z.strictObject({ email }),
  success: { status: 204, kind: 'empty' },
  errors: ['mail_not_configured'],
});

export const resetPassword = endpoint({
  method: 'POST',
  path: '/api/auth/reset',
  summary: 'Choose another password with the secret of a link; all devices are signed out',
  auth: 'public',
  body: z.strictObject({ token, password }),
  success: { status: 204, kind: 'empty' },
  errors: ['link_invalid', 'weak_password'],
});

export const confirmEmail = endpoint({
  method: 'POST',
  path: '/api/auth/confirm-email',
  summary: 'Prove with the secret of a link that an e-mail address is one’s own',
  auth: 'public',
  body: z.strictObject({ token }),
  success: { status: 200, kind: 'json', body: z.object({ email: z.string() }) },
  errors: ['link_invalid', 'email_taken'],
});

export const getSecurity = endpoint({
  method: 'GET',
  path: '/api/account/security',
  summary: 'How the account is secured',
  auth: 'session',
  success: {
    status: 200,
    kind: 'json',
    body: z.object({
      emailVerified: z.boolean(),
      /** The address that waits to be confirmed. */
      pendingEmail: z.string().nullable(),
      /** Whether the server sends mail. */
      mail: z.boolean(),
      twoFactor: z.boolean(),
      recoveryCodesLeft: z.number().int(),
    }),
  },
});

export const changeEmail = endpoint({
  method: 'POST',
  path: '/api/account/email',
  summary:
    'Change the e-mail address: at once, or once the new one has confirmed it where the server sends mail',
  auth: 'session',
  body: z.strictObject({ email: email.pipe(z.email()), password }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ user: userSchema, pendingEmail: z.string().nullable() }),
  },
  errors: ['wrong_password', 'email_taken'],
});

export const cancelEmailChange = endpoint({
  method: 'DELETE',
  path: '/api/account/email',
  summary: 'Give up a change of the e-mail address that waits to be confirmed',
  auth: 'session',
  success: { status: 204, kind: 'empty' },
});

export const sendVerification = endpoint({
  method: 'POST',
  path: '/api/account/verification',
  summary: 'Send the link that verifies the e-mail address again',
  auth: 'session',
  success: { status: 204, kind: 'empty' },
  errors: ['mail_not_configured'],
});
