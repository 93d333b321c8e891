import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Express } from 'express';
import { Registry } from 'prom-client';
import { localEmbedder } from '#platform/ai/embedder.ts';
import { createAiProvider, createEmbedder } from '#platform/ai/index.ts';
import { type Config, readConfig } from '#platform/config.ts';
import { openDatabase } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { createUserTraffic } from '#platform/http/userTraffic.ts';
import { startJobs } from '#platform/jobs.ts';
import { createLog } from '#platform/log.ts';
import { createMailer } from '#platform/mail/mailer.ts';
import { measureEmbedder, measureProvider } from '#platform/metrics/aiMetrics.ts';
import { measureState } from '#platform/metrics/stateMetrics.ts';
import { createSessions } from '#platform/sessions.ts';
import { readVersion } from '#platform/version.ts';
import { createSetupCode, lacksAdmin, startAccountDeletion } from './accounts/index.ts';
import { startUsageTotals } from './admin/index.ts';
import { createApp } from './app.ts';
import { createIngestion, openFileStore, resumeRestored, startFileSweep } from './documents/index.ts';
import { createGenerations, expireAllLeases } from './generation/index.ts';
import { openPayment, startPaymentSweep } from './plans/index.ts';
import { startSyncSweep } from './sync/index.ts';

const MIGRATIONS_FOLDER = path.join(import.meta.dirname, '..', 'prisma', 'migrations');
const LAST_RESPONSES_MS = 500;

export type RunningServer = {
  /** Where people reach it. */
  url: string;
  /** Where it listens, which a proxy may stand in front of. */
  address: string;
  config: Config;
  /** What the first account needs; undefined on loopback, and once there is an account. */
  setupCode: string | undefined;
  /** There are accounts, but none of an admin. */
  lacksAdmin: boolean;
  /** Stops accepting, lets answers finish for some seconds, closes everything in order. */
  close(): Promise<void>;
};

/**
 * Starts the server on a database that it migrates first. Throws ConfigError or the database's own error with a
 * sentence that says what to do.
 */
export async function startServer(environment: Record<string, string | undefined>): Promise<RunningServer> {
  const config = readConfig(environment);
  const log = createLog(config.logLevel);
  await migrate({ url: config.databaseUrl, folder: MIGRATIONS_FOLDER, log });
  const database = openDatabase({ url: config.databaseUrl, poolSize: config.databasePoolSize, log });
  if (config.singleProcess) await expireAllLeases(database);
  const setupCode = await createSetupCode(config, database);
  const hasNoAdmin = await database.asSystem('whether anybody runs this server', lacksAdmin);
  const sessions = createSessions(config, database, log);
  const mailer = config.mail && createMailer(config.mail, log);
  if (mailer === undefined && !config.isLoopback) {
    log.warn('SMTP_URL is not set: no mail is sent; admins hand out links for forgotten passwords');
  }
  const payment = await openPayment(config.payment, { database, log });
  const metrics = new Registry();
  const embedder = measureEmbedder(await createEmbedder(config.ai, log), metrics);
  // A model whose vectors cannot be stored is told now and not by the first document. Nothing waits for it.
  const trying = new AbortController();
  if (embedder.model !== localEmbedder.model) {
    void embedder.embed(['Kipux'], trying.signal).catch(() => {}); // it is in the log, and in the embedder's `problem`
  }
  const provider = measureProvider(await createAiProvider(config.ai, log), metrics);
  const generations = createGenerations({ database, provider, embedder, log });
  const files = await openFileStore(config.dataDir);
  const ingestion = createIngestion({ database, files, embedder, log });
  const jobs = await startJobs(database, log, [ingestion.queue], config);
  await resumeRestored({ database, jobs, files });
  const stopSweeps = [
    startFileSweep({ database, files, log }),
    startSyncSweep({ database, log }),
    startAccountDeletion({ database, files, log }),
    startUsageTotals({ database, log }),
    startPaymentSweep(payment),
  ];
  // No user's requests alone can take all connections to the database.
  const traffic = createUserTraffic(Math.max(2, Math.floor(config.databasePoolSize / 2)));
  const stopMeasuring = measureState(metrics, {
    version: readVersion(),
    pool: database.pool,
    openStreams: traffic.openStreams,
    growingAnswers: generations.growing,
    countJobs: jobs.count,
  });
  let isStopping = false;
  const app = createApp({
    ...{
      config,
      database,
      sessions,
      mailer,
      payment,
      generations,
      embedder,
      files,
      jobs,
      traffic,
      metrics,
      log,
    },
    isStopping: () => isStopping,
  });
  const { server, url } = await listen(app, config);
  return {
    url: config.publicUrl?.origin ?? url,
    address: url,
    config,
    setupCode,
    lacksAdmin: hasNoAdmin,
    async close() {
      trying.abort();
      isStopping = true;
      await delay(config.shutdownDelaySeconds * 1_000);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      for (const stop of stopSweeps) stop();
      await Promise.all([generations.close(), jobs.close()]);
      ingestion.close();
      // The last events of answers are on their way, and their responses end when the session has been looked after.
      server.closeIdleConnections();
      await Promise.race([closed, delay(LAST_RESPONSES_MS)]);
      server.closeAllConnections();
      await closed;
      stopMeasuring();
      await mailer?.close();
      await sessions.close();
      await database.close();
    },
  };
}

async function listen(app: Express, { host, port }: Config): Promise<{ server: Server; url: string }> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const listeningPort = typeof address === 'object' && address !== null ? address.port : port;
  return { server, url: `http://${host.includes(':') ? `[${host}]` : host}:${listeningPort}` };
}
