import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { userSchema } from '../entities.ts';

const password = z.string().max(100_000);
const code = z.string().min(1).max(40);
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const loginSecondFactor = endpoint({
  method: 'POST',
  path: '/api/auth/second-factor',
  summary: 'Finish a login with a code of the authenticator or a recovery code',
  auth: 'public',
  body: z.strictObject({ challenge: z.string().min(1).max(200), code }),
  success: { status: 200, kind: 'json', body: z.object({ user: userSchema }) },
  errors: ['login_expired', 'wrong_code'],
});

export const beginTwoFactor = endpoint({
  method: 'POST',
  path: '/api/account/two-factor',
  summary: 'A secret for the person’s authenticator, to be confirmed with a code of it',
  auth: 'session',
  body: z.strictObject({ password }),
  success: { status: 200, kind: 'json', body: z.object({ secret: z.string(), uri: z.string() }) },
  errors: ['wrong_password', 'wrong_code'],
});

export const confirmTwoFactor = endpoint({
  method: 'POST',
  path: '/api/account/two-factor/confirm',
  summary: 'Turn the second factor on; the recovery codes are shown this once',
  auth: 'session',
  body: z.strictObject({ code }),
  success: { status: 200, kind: 'json', body: recoveryCodes },
  errors: ['wrong_code'],
});

export const endTwoFactor = endpoint({
  method: 'POST',
  path: '/api/account/two-factor/end',
  summary: 'Turn the second factor off',
  auth: 'session',
  body: z.strictObject({ password, code }),
  success: { status: 204, kind: 'empty' },
  errors: ['wrong_password', 'wrong_code'],
});

export const renewRecoveryCodes = endpoint({
  method: 'POST',
  path: '/api/account/two-factor/recovery-codes',
  summary: 'New recovery codes, shown this once; those before are worth nothing',
  auth: 'session',
  body: z.strictObject({ password, code }),
  success: { status: 200, kind: 'json', body: recoveryCodes },
  errors: ['wrong_password', 'wrong_code'],
});
