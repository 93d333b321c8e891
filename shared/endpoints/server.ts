import { z } from 'zod';
import { changePageSchema } from '../changes.ts';
import { endpoint } from '../endpoint.ts';
import { modelSchema } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { syncEventSchema } from '../streamEvents.ts';

export const pullChanges = endpoint({
  method: 'GET',
  path: '/api/sync',
  summary: 'Changes after a cursor, in order',
  auth: 'session',
  query: z.object({
    cursor: z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).default(0),
    limit: z.coerce.number().int().min(1).max(LIMITS.syncPageSizeMax).default(LIMITS.syncPageSizeDefault),
    epoch: z.string().max(100).optional(),
  }),
  success: { status: 200, kind: 'json', body: changePageSchema },
});

export const watchChanges = endpoint({
  method: 'GET',
  path: '/api/sync/events',
  summary: 'Says when there is something to pull',
  auth: 'session',
  success: { status: 200, kind: 'events', event: syncEventSchema },
});

export const listModels = endpoint({
  method: 'GET',
  path: '/api/models',
  summary: 'The models that can answer',
  auth: 'public',
  success: { status: 200, kind: 'json', body: z.object({ models: z.array(modelSchema) }) },
});

export const health = endpoint({
  method: 'GET',
  path: '/healthz',
  summary: 'The process is alive',
  auth: 'public',
  success: { status: 200, kind: 'json', body: z.object({ status: z.literal('ok') }) },
});

export const readiness = endpoint({
  method: 'GET',
  path: '/readyz',
  summary: 'The server can serve: its database answers',
  auth: 'public',
  success: { status: 200, kind: 'json', body: z.object({ status: z.literal('ready') }) },
  errors: ['unavailable'],
});

export const metrics = endpoint({
  method: 'GET',
  path: '/metrics',
  summary:
    'Figures for Prometheus: with METRICS_TOKEN as Bearer, or without one from the server’s own computer',
  auth: 'public',
  success: { status: 200, kind: 'text' },
  errors: ['forbidden'],
});
