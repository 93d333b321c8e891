import { readFileSync } from 'node:fs';
import path from 'node:path';
import express, { type Express } from 'express';
import { z } from 'zod';
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
import { createUserTraffic } from '#platform/http/userTraffic.ts';
import type { Jobs } from '#platform/jobs.ts';
import type { Log } from '#platform/log.ts';
import type { Mailer } from '#platform/mail/mailer.ts';
import type { Sessions } from '#platform/sessions.ts';
import { statusRoutes } from '#platform/statusRoutes.ts';
import { allEndpoints } from '#shared/endpoints/index.ts';
import { buildOpenApi } from '#shared/openapi.ts';
import {
  accountAdminRoutes,
  accountRoutes,
  departureRoutes,
  deviceRoutes,
  recoveryRoutes,
  twoFactorRoutes,
} from './accounts/index.ts';
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
  log: Log;
};

/** The Express application: what every request passes, in this order, and every route of the contract. */
export function createApp(parts: AppParts): Express {
  const { config, database, sessions, generations, log } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustProxy);
  app.use(assignRequestId);
  app.use(createSecurityHeaders(config.publicUrl?.protocol === 'https:'));
  app.use(createOriginGuard(config.publicUrl));
  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  const readOpenApi = once(() => buildOpenApi(allEndpoints, readManifest()));
  app.get('/api/openapi.json', (_request, response) => {
    response.json(readOpenApi());
  });
  app.use('/api', createContractGuard());
  app.use('/api', sessions.middleware);
  const routes = [
    ...statusRoutes({ database, provider: generations.provider }),
    ...accountRoutes(parts),
    ...recoveryRoutes(parts),
    ...accountAdminRoutes(parts),
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
  // No user's requests alone can take all connections to the database.
  mountRoutes(app, routes, createUserTraffic(Math.max(2, Math.floor(config.databasePoolSize / 2))));
  mountStaticFiles(app, RENDERER_FOLDER);
  app.use(answerNotFound);
  app.use(createErrorHandler(log));
  return app;
}

/** The version is written in package.json alone. */
function readManifest(): { version: string } {
  const text = readFileSync(path.join(import.meta.dirname, '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text));
}

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
