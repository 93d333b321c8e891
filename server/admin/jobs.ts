import { CHANGES_CHANNEL, type Database } from '#platform/database/database.ts';
import type { AdminJob, JobState, Overview } from '#shared/admin.ts';
import { idSchema } from '#shared/entities.ts';
import { documentErrorCodeSchema } from '#shared/errors.ts';
import { ingestionQueueName, readAllAgain } from '../documents/index.ts';
import type { AdminParts } from './adminParts.ts';
import { type Actor, asAdmin } from './auditLog.ts';

const WHY = 'jobs of all users';

/** Queues end in their data folder's id; those whose jobs nobody could do are their queues' own business. */
const READING = /^documents-[0-9a-f-]{36}$/;

/** How many jobs there are. A document that could not be read counts as one that failed. */
export async function countJobs({ pool, asSystem }: Database): Promise<Overview['jobs']> {
  const { rows } = await pool.query<{ waiting: number; active: number; failed: number }>(
    `SELECT (count(*) FILTER (WHERE state IN ('created', 'retry')))::int AS waiting,
       (count(*) FILTER (WHERE state = 'active'))::int AS active,
       (count(*) FILTER (WHERE state = 'failed' AND name NOT LIKE 'documents-%'))::int AS failed
     FROM pgboss.job WHERE name NOT LIKE '%-abandoned'`,
  );
  const unread = await asSystem(WHY, (tx) => tx.document.count({ where: { status: 'error' } }));
  const counts = rows[0] ?? { waiting: 0, active: 0, failed: 0 };
  return { ...counts, failed: counts.failed + unread };
}

/** Those of a state: what comes next first, what failed last first. */
export async function listJobs(
  database: Database,
  { state, limit }: { state: JobState; limit: number },
): Promise<AdminJob[]> {
  if (state !== 'failed') return readQueued(database, state, limit);
  const [documents, others] = [await readUnread(database, limit), await readQueued(database, state, limit)];
  return [...others, ...documents].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, limit);
}

type QueuedRow = {
  id: string;
  name: string;
  userId: string | null;
  attempts: number;
  createdAt: Date;
  startedAt: Date | null;
  dueAt: Date;
};

const STATES: Record<JobState, string[]> = {
  waiting: ['created', 'retry'],
  active: ['active'],
  failed: ['failed'],
};

/** From the queues. What the failed ones of documents say is in the documents themselves. */
async function readQueued(database: Database, state: JobState, limit: number): Promise<AdminJob[]> {
  const { rows } = await database.pool.query<QueuedRow>(
    `SELECT id::text, name, data ->> 'userId' AS "userId", retry_count AS attempts, created_on AS "createdAt",
       started_on AS "startedAt", start_after AS "dueAt"
     FROM pgboss.job WHERE state::text = ANY($1) AND name NOT LIKE '%-abandoned'
       AND NOT (state = 'failed' AND name LIKE 'documents-%')
     ORDER BY CASE WHEN state = 'failed' THEN -extract(epoch FROM created_on) END, start_after, priority DESC, created_on LIMIT $2`,
    [STATES[state], limit],
  );
  const people = await readPeople(
    database,
    rows.flatMap(({ userId }) => userId ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    kind: READING.test(row.name) ? 'read_document' : 'other',
    queue: row.name.replace(/-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, ''),
    state,
    ...personOf(people, row.userId),
    attempts: row.attempts,
    createdAt: row.createdAt.toISOString(),
    startedAt: state === 'active' ? (row.startedAt?.toISOString() ?? null) : null,
    dueAt: state === 'waiting' ? row.dueAt.toISOString() : null,
    reason: state === 'failed' ? 'internal' : null,
  }));
}

type UnreadRow = { id: string; userId: string; createdAt: Date; code: string | null };

/** Documents that could not be read. */
async function readUnread(database: Database, limit: number): Promise<AdminJob[]> {
  const rows = await database.asSystem(
    WHY,
    (tx) =>
      tx.$queryRaw<UnreadRow[]>`
      SELECT id, user_id AS "userId", created_at AS "createdAt", error ->> 'code' AS code FROM documents
      WHERE status = 'error' ORDER BY created_at DESC LIMIT ${limit}`,
  );
  const people = await readPeople(
    database,
    rows.map(({ userId }) => userId),
  );
  return rows.map((row) => ({
    id: row.id,
    kind: 'read_document',
    queue: 'documents',
    state: 'failed',
    ...personOf(people, row.userId),
    attempts: 1,
    createdAt: row.createdAt.toISOString(),
    startedAt: null,
    dueAt: null,
    reason: documentErrorCodeSchema.catch('internal').parse(row.code),
  }));
}

type Person = { id: string; email: string; name: string | null; isAway: boolean };

async function readPeople(database: Database, ids: readonly string[]): Promise<Map<string, Person>> {
  const wanted = [...new Set(ids.filter((id) => idSchema.safeParse(id).success))];
  const rows = await database.asSystem(WHY, (tx) =>
    tx.user.findMany({
      where: { id: { in: wanted } },
      select: { id: true, email: true, name: true, suspendedAt: true, deletionRequestedAt: true },
      take: wanted.length,
    }),
  );
  return new Map(
    rows.map(({ id, email, name, suspendedAt, deletionRequestedAt }) => [
      id,
      { id, email, name, isAway: suspendedAt !== null || deletionRequestedAt !== null },
    ]),
  );
}

function personOf(people: Map<string, Person>, userId: string | null): Pick<AdminJob, 'user' | 'isOnHold'> {
  const person = userId === null ? undefined : people.get(userId);
  if (person === undefined) return { user: null, isOnHold: false };
  const { isAway, ...user } = person;
  return { user, isOnHold: isAway };
}

/**
 * Tries failed jobs again: the named ones, or all for which another attempt may help.
 * @returns how many
 */
export async function retryJobs(
  { database, jobs, files }: Pick<AdminParts, 'database' | 'jobs' | 'files'>,
  actor: Actor,
  named: readonly { userId: string; id: string }[] | undefined,
): Promise<number> {
  const keys = named?.map(({ userId, id }) => ({ userId, documentId: id }));
  const waiting = await asAdmin(database, actor, async (tx, record) => {
    const again = await readAllAgain(tx, { jobs, files }, keys);
    const changes = [{ field: 'jobs', before: null, after: String(again.length) }];
    if (again.length > 0) await record({ act: 'jobs_retried', target: NO_JOB_BY_NAME, changes });
    return again;
  });
  for (const userId of new Set(waiting.map((key) => key.userId))) {
    database.notifier.publish(CHANGES_CHANNEL, userId);
  }
  if (waiting.length > 0) jobs.announce(ingestionQueueName(files));
  return waiting.length;
}

const NO_JOB_BY_NAME = { type: 'jobs', id: null, name: null } as const;
