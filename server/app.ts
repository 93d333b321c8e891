import path from 'node:path';
import express, { type Express } from 'express';
import type { Registry } from 'prom-client';
import type { Embedder } from '#platform/ai/embedder.ts';
import type { Config } from '#platform/config.ts';
import type { Database } from '#platform/database/database.ts';
import { createContractGuard } from '#platform/http/contractVersion.ts';
import { answerNotFound, createErrorHandler } from '#platform/http/errorHandler.ts';
import { mountRoutes } from '#platform/http/mountRoutes.ts';
import { createOriginGuard } from '#platform/http/originGuard.ts';
import { assignRequestId } from '#platform/http/requestId.ts';
import { createSecurityHeaders } from '#platform/http/securityHeaders.ts';
import { mountStaticFiles } from '#platform/http/staticFiles.ts';
import type { UserTraffic } from '#platform/http/userTraffic.ts';
import type { Jobs } from '#platform/jobs.ts';
import type { Log } from '#platform/log.ts';
import type { Mailer } from '#platform/mail/mailer.ts';
import { metricsRoutes } from '#platform/metrics/metricsRoutes.ts';
import { measureRequests } from '#platform/metrics/requestMetrics.ts';
import type { Sessions } from '#platform/sessions.ts';
import { statusRoutes } from '#platform/statusRoutes.ts';
import { readVersion } from '#platform/version.ts';
import { allEndpoints } from '#shared/endpoints/index.ts';
import { buildOpenApi } from '#shared/openapi.ts';
import {
  accountRoutes,
  assertAdmin,
  departureRoutes,
  deviceRoutes,
  recoveryRoutes,
  twoFactorRoutes,
} from './accounts/index.ts';
import { adminRoutes } from './admin/index.ts';
import { conversationRoutes } from './conversations/index.ts';
import { documentRoutes, type FileStore } from './documents/index.ts';
import { type Generations, generationRoutes } from './generation/index.ts';
import { type Payment, paymentRoutes, planRoutes } from './plans/index.ts';
import { retrievalRoutes } from './retrieval/index.ts';
import { syncRoutes } from './sync/index.ts';

const RENDERER_FOLDER = path.join(import.meta.dirname, '..', 'dist', 'renderer');

export type AppParts = {
  config: Config;
  database: Database;
  sessions: Sessions;
  mailer: Mailer | undefined;
  /** undefined: plans are assigned by hand. */
  payment: Payment | undefined;
  generations: Generations;
  embedder: Embedder;
  files: FileStore;
  jobs: Jobs;
  traffic: UserTraffic;
  metrics: Registry;
  /** The server ends: whoever shares the work among servers is to send no more. */
  isStopping: () => boolean;
  log: Log;
};

/** The Express application: what every request passes, in this order, and every route of the contract. */
export function createApp(parts: AppParts): Express {
  const { config, database, sessions, generations, traffic, metrics, isStopping, log } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustProxy);
  app.use(assignRequestId);
  app.use(measureRequests(metrics, allEndpoints, log));
  app.use(createSecurityHeaders(config.publicUrl?.protocol === 'https:'));
  app.use(createOriginGuard(config.publicUrl));
  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  const readOpenApi = once(() => buildOpenApi(allEndpoints, { version: readVersion() }));
  app.get('/api/openapi.json', (_request, response) => {
    response.json(readOpenApi());
  });
  app.use('/api', createContractGuard());
  app.use('/api', sessions.middleware);
  const routes = [
    ...statusRoutes({ database, provider: generations.provider, isStopping }),
    ...metricsRoutes(metrics, config),
    ...accountRoutes(parts),
    ...recoveryRoutes(parts),
    ...adminRoutes({ ...parts, provider: generations.provider }),
    ...twoFactorRoutes(parts),
    ...departureRoutes(parts),
    ...deviceRoutes({ database, sessions }),
    ...planRoutes({ database, canPay: parts.payment !== undefined }),
    ...paymentRoutes(parts),
    ...conversationRoutes({ database }),
    ...generationRoutes({ database, generations }),
    ...documentRoutes(parts),
    ...retrievalRoutes(parts),
    ...syncRoutes({ database }),
  ];
  mountRoutes(app, routes, traffic, (userId) => assertAdmin(parts, userId));
  mountStaticFiles(app, RENDERER_FOLDER);
  app.use(answerNotFound);
  app.use(createErrorHandler(log));
  return app;
}

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
