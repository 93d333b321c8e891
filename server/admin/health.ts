import { statfs } from 'node:fs/promises';
import type { Database } from '#platform/database/database.ts';
import { readVersion } from '#platform/version.ts';
import type { Health } from '#shared/admin.ts';
import { CONTRACT } from '#shared/contractVersion.ts';
import type { AdminParts } from './adminParts.ts';
import { countJobs } from './jobs.ts';

type Parts = Pick<AdminParts, 'database' | 'config' | 'provider' | 'embedder'>;

/** Less than this, and uploads and the database are soon refused. */
const ENOUGH_BYTES = 1024 ** 3;
/** A job that is due and waits for longer: nobody seems to work on the queue. */
const LONG_SECONDS = 10 * 60;

/** How the parts of the server are. The model is asked at this moment. */
export async function readHealth({ database, config, provider, embedder }: Parts): Promise<Health> {
  const [state, problem, disk, queue] = await Promise.all([
    readDatabase(database),
    provider.check(),
    statfs(config.dataDir),
    readQueue(database),
  ]);
  const { processes, ...itself } = state;
  const aiProblem = problem?.message ?? embedder.problem;
  const freeBytes = disk.bavail * disk.bsize;
  return {
    database: itself,
    provider: {
      isWell: aiProblem === undefined,
      kind: provider.kind,
      model: provider.defaultModel,
      embeddingModel: embedder.model,
      problem: aiProblem ?? null,
    },
    mail: { isConfigured: config.mail !== undefined, from: config.mail?.from ?? null },
    disk: { isWell: freeBytes >= ENOUGH_BYTES, freeBytes, totalBytes: disk.blocks * disk.bsize },
    queue,
    processes,
    versions: { kipux: readVersion(), node: process.versions.node, contract: CONTRACT.version },
    uptimeSeconds: Math.floor(process.uptime()),
  };
}

type DatabaseRow = {
  version: string;
  sizeBytes: string;
  migrations: number;
  latestMigration: string;
  processes: number;
};

/** What no role of a transaction may ask, the owner may. Each server process has one connection that holds its jobs. */
const STATE = `SELECT version(), pg_database_size(current_database()) AS "sizeBytes",
  (SELECT count(*)::int FROM "_prisma_migrations" WHERE finished_at IS NOT NULL) AS migrations,
  (SELECT max(migration_name) FROM "_prisma_migrations" WHERE finished_at IS NOT NULL) AS "latestMigration",
  (SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'kipux jobs' AND datname = current_database()) AS processes`;

async function readDatabase({
  pool,
  asSystem,
}: Database): Promise<Health['database'] & { processes: number }> {
  const begun = performance.now();
  await pool.query('SELECT 1');
  const answerMs = Math.round((performance.now() - begun) * 10) / 10;
  const [state] = (await pool.query<DatabaseRow>(STATE)).rows;
  const epoch = await asSystem('the name of this history', (tx) =>
    tx.serverState.findUnique({ where: { key: 'epoch' } }),
  );
  // PostgreSQL in WebAssembly says what it was compiled by.
  const isEmbedded = /emscripten|emcc|wasm/i.test(state?.version ?? '');
  return {
    isWell: true,
    kind: isEmbedded ? 'embedded' : 'postgresql',
    version: /^PostgreSQL (\S+)/.exec(state?.version ?? '')?.[1] ?? '',
    migrations: state?.migrations ?? 0,
    latestMigration: state?.latestMigration ?? '',
    sizeBytes: Number(state?.sizeBytes ?? 0),
    answerMs,
    epoch: epoch?.value ?? '',
    processes: isEmbedded ? 1 : (state?.processes ?? 0),
  };
}

async function readQueue(database: Database): Promise<Health['queue']> {
  const counts = await countJobs(database);
  const { rows } = await database.pool.query<{ seconds: number | null }>(
    `SELECT extract(epoch FROM now() - min(start_after))::int AS seconds FROM pgboss.job
     WHERE state IN ('created', 'retry') AND start_after <= now() AND name NOT LIKE '%-abandoned'`,
  );
  const seconds = rows[0]?.seconds ?? null;
  const oldestSeconds = seconds === null ? null : Math.max(0, seconds);
  return { isWell: (oldestSeconds ?? 0) < LONG_SECONDS, ...counts, oldestSeconds };
}
