import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { deviceSchema, idSchema } from '../entities.ts';

export const listDevices = endpoint({
  method: 'GET',
  path: '/api/account/devices',
  summary: 'Where the account is signed in, the last used first',
  auth: 'session',
  success: { status: 200, kind: 'json', body: z.object({ devices: z.array(deviceSchema) }) },
});

export const endDevice = endpoint({
  method: 'DELETE',
  path: '/api/account/devices/:id',
  summary: 'Sign one device out',
  auth: 'session',
  params: z.object({ id: idSchema }),
  success: { status: 204, kind: 'empty' },
  errors: ['not_found'],
});

export const endOtherDevices = endpoint({
  method: 'DELETE',
  path: '/api/account/devices',
  summary: 'Sign all other devices out',
  auth: 'session',
  success: { status: 204, kind: 'empty' },
});
