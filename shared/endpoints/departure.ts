import { z } from 'zod';
import { endpoint } from '../endpoint.ts';

export const exportAccount = endpoint({
  method: 'GET',
  path: '/api/account/export',
  summary: 'Everything of the account as a ZIP: JSON, conversations as Markdown, the original files',
  auth: 'session',
  success: { status: 200, kind: 'file' },
});

export const deleteAccount = endpoint({
  method: 'POST',
  path: '/api/account/deletion',
  summary:
    'Delete the account: it ends now, can be taken back by logging in until `deletesAt`, and is gone then',
  auth: 'session',
  body: z.strictObject({ password: z.string().max(100_000) }),
  success: { status: 200, kind: 'json', body: z.object({ deletesAt: z.iso.datetime() }) },
  errors: ['wrong_password', 'last_admin'],
});
