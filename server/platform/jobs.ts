import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { Database, Transaction } from './database/database.ts';
import type { Statement } from './database/singleStatements.ts';
import { openPresence } from './jobPresence.ts';
import type { Log } from './log.ts';

/** One attempt at a job. `signal`: the job is not this process's any more. */
export type JobAttempt = { data: unknown; signal: AbortSignal };

/** That a job is to be done later, with other data where that is given; it counts as a new one, with all its attempts. */
export type Postponed = { againInSeconds: number; data: object };

export type JobQueue = {
  name: string;
  /** Attempts after the first, each a second after one that threw or whose process died. */
  retries: number;
  /** How many jobs of the queue one process works on at once. */
  concurrency: number;
  work(attempt: JobAttempt): Promise<void | Postponed>;
  /** Called with the data of a job that can not be tried again, also when its process died each time. */
  giveUp(data: unknown): Promise<void>;
};

/** Of jobs that wait, those of higher priority come first, then the older ones. */
export type NewJob = {
  id: string;
  data: object;
  priority?: number;
  startAfterSeconds?: number;
};

/** `state` is pg-boss's: created, retry, active, completed, cancelled or failed. */
export type JobCount = { queue: string; state: string; count: number };

/** Work that outlives the request and the process that asked for it. */
export type Jobs = {
  /** Adds jobs in the same transaction as what they are about: there are both or neither. In place of those with their ids. */
  send(tx: Transaction, queue: string, jobs: readonly NewJob[]): Promise<void>;
  /**
   * What adds the jobs that the transaction's setting `app.jobs` holds by then, as JSON: a list of `{id, data, priority}`.
   * To be run after `changeAsUser`'s own statement, in the same trip; there has been no job with one of the ids.
   */
  sending(queue: string): readonly Statement[];
  /** Removes a job, in the same transaction as what it is about. One under way is told within seconds, by its signal. */
  remove(tx: Transaction, queue: string, id: string): Promise<void>;
  /** Says, after the commit, that there is work: workers look at once. */
  announce(queue: string): void;
  /** How many there are, of all processes. */
  count(): Promise<JobCount[]>;
  /** Waits for the jobs under way, but not long; what is left is tried again by another process. */
  close(): Promise<void>;
};

const CHANNEL = 'kipux_jobs';
const POLL_SECONDS = 2;
/** Workers beyond the first of a queue are woken by announcements; this is for one that was missed. */
const IDLE_POLL_SECONDS = 15;
/** A job whose process has not been heard of for so long is tried again: the least that pg-boss allows. */
const HEARTBEAT_SECONDS = 10;
const HEARTBEAT_REFRESH_SECONDS = 2;
const SUPERVISE_SECONDS = 5;
const JOB_SECONDS = 60 * 60;
/** How long done jobs stay to be looked at. */
const KEEP_SECONDS = 24 * 60 * 60;
const CLOSE_MS = 3_000;

export type JobOptions = {
  /** No other process works on this database: what a dead one was doing is taken up at once. */
  singleProcess?: boolean;
};

/** Starts the queues on the server's own database. They keep their tables in a schema of their own. */
export async function startJobs(
  database: Database,
  log: Log,
  queues: readonly JobQueue[],
  { singleProcess = false }: JobOptions = {},
): Promise<Jobs> {
  const boss = createBoss(database, log);
  await boss.start();
  const workers = new Map<string, string[]>();
  const sending = new Map<string, Statement[]>();
  const presence = singleProcess ? null : await openPresence(database, log);
  for (const queue of queues) {
    await createQueue(boss, queue);
    sending.set(queue.name, [AS_OWNER, await readInsertion(boss, queue.name)]);
    const release = () => releaseOrphans(database, queue.name);
    await (presence === null ? release() : presence.enter(queue.name, release));
    workers.set(queue.name, await startWorkers(database, boss, queue));
  }
  const unsubscribe = database.notifier.subscribe(CHANNEL, (name) => {
    for (const worker of workers.get(name) ?? []) boss.notifyWorker(worker);
  });
  return {
    send: (tx, queue, jobs) => asOwner(tx, (db) => replaceJobs(boss, db, queue, jobs)),
    sending(queue) {
      const statements = sending.get(queue);
      if (statements === undefined) throw new Error(`there is no queue ${queue}`);
      return statements;
    },
    remove: (tx, queue, id) =>
      asOwner(tx, async (db) => {
        // A job that is tried again is another row, which a statement that began before does not see.
        await boss.deleteJob(queue, id, { db });
        await boss.deleteJob(queue, id, { db });
      }),
    announce: (queue) => database.notifier.publish(CHANNEL, queue),
    count: () => countJobs(database),
    async close() {
      unsubscribe();
      await boss.stop({ graceful: true, timeout: CLOSE_MS });
      await presence?.close();
    },
  };
}

function createBoss({ pool }: Database, log: Log, supervise = true): PgBoss {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schedule: false,
    supervise,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    persistWarnings: false,
    monitorVacuum: false,
    reindex: false,
    registerInstance: false,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue had an error'));
  return boss;
}

/** For a process that adds jobs and leaves the work to others. */
export async function openJobSender(
  database: Database,
  log: Log,
  queue: string,
): Promise<Pick<Jobs, 'send' | 'announce' | 'close'>> {
  const boss = createBoss(database, log, false);
  await boss.start();
  // Its description is read now: inside a transaction nothing else may ask the database.
  if ((await boss.getQueue(queue)) !== null) await boss.touch(queue, randomUUID());
  return {
    send: (tx, name, jobs) => asOwner(tx, (db) => replaceJobs(boss, db, name, jobs)),
    announce: (name) => database.notifier.publish(CHANNEL, name),
    close: () => boss.stop({ graceful: false }),
  };
}

async function createQueue(boss: PgBoss, queue: JobQueue): Promise<void> {
  const abandoned = abandonedName(queue);
  await boss.createQueue(abandoned, { retryLimit: 10, retryDelay: 5, retryBackoff: true });
  const options = {
    retryLimit: queue.retries,
    retryDelay: 1,
    retryBackoff: false,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: JOB_SECONDS,
    deleteAfterSeconds: KEEP_SECONDS,
    deadLetter: abandoned,
  };
  await boss.createQueue(queue.name, options);
  await boss.updateQueue(queue.name, options);
  // Reads the queue's description now: inside a transaction nothing else may ask the database.
  await boss.touch(queue.name, randomUUID());
}

const abandonedName = ({ name }: JobQueue) => `${name}-abandoned`;

/** What the process before this one did when it died counts as a failed attempt, now and not after its heartbeat. */
async function releaseOrphans(database: Database, queue: string): Promise<void> {
  await database.pool.query(
    `UPDATE pgboss.job SET heartbeat_on = now() - interval '1 day',
       state = CASE WHEN retry_count < retry_limit THEN 'retry' ELSE state END,
       retry_count = CASE WHEN retry_count < retry_limit THEN retry_count + 1 ELSE retry_count END
     WHERE name = $1 AND state = 'active'`,
    [queue],
  );
}

async function startWorkers(database: Database, boss: PgBoss, queue: JobQueue): Promise<string[]> {
  const giveUpWorker = await boss.work(
    abandonedName(queue),
    { pollingIntervalSeconds: POLL_SECONDS, batchSize: 1 },
    async (jobs) => {
      for (const job of jobs) await queue.giveUp(job.data);
    },
  );
  const workers = [giveUpWorker];
  // One worker for each job that may be under way: each of them can be woken.
  for (let i = 0; i < queue.concurrency; i += 1) {
    const polling = {
      pollingIntervalSeconds: i === 0 ? POLL_SECONDS : IDLE_POLL_SECONDS,
      heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS,
      batchSize: 1,
      includeMetadata: true,
    } as const;
    const worker = await boss.work(queue.name, polling, async (jobs) => {
      for (const { id, data, priority, signal } of jobs) {
        const outcome = await queue.work({ data, signal });
        if (outcome) await postpone(database, boss, queue.name, { id, priority, ...outcome });
      }
      // Where there was one there may be more: the worker does not wait for its next turn.
      boss.notifyWorker(worker);
    });
    workers.push(worker);
  }
  return workers;
}

/** In place of the job under way, which pg-boss then does not find any more: it is not done twice. */
async function postpone(
  database: Database,
  boss: PgBoss,
  queue: string,
  { id, priority, data, againInSeconds }: Postponed & { id: string; priority: number },
): Promise<void> {
  await database.asSystem('a job that is to be done later', (tx) =>
    asOwner(tx, (db) =>
      replaceJobs(boss, db, queue, [{ id, data, priority, startAfterSeconds: againInSeconds }]),
    ),
  );
}

type QueueTables = { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };

async function replaceJobs(
  boss: PgBoss,
  db: QueueTables,
  queue: string,
  jobs: readonly NewJob[],
): Promise<void> {
  if (jobs.length === 0) return;
  const former = jobs.map(({ id }) => id);
  await boss.deleteJob(queue, former, { db });
  const rows = jobs.map(({ id, data, priority = 0, startAfterSeconds = 0 }) => ({
    id,
    data,
    priority,
    startAfter: startAfterSeconds,
  }));
  await boss.insert(queue, rows, { db });
}

/** The tables of the queues are the owner's: the role of a transaction of ours may not touch them. */
async function asOwner(tx: Transaction, work: (db: QueueTables) => Promise<unknown>): Promise<void> {
  const [before] = await tx.$queryRaw<{ role: string }[]>`SELECT current_setting('role') AS role`;
  await tx.$queryRaw`SELECT set_config('role', 'none', true)`;
  await work({
    executeSql: async (text, values = []) => ({ rows: await tx.$queryRawUnsafe<unknown[]>(text, ...values) }),
  });
  await tx.$queryRaw`SELECT set_config('role', ${before?.role ?? 'kipux_app'}, true)`;
}

/** What waits of a user is due now: what kept it waiting is over. As seldom as `forgetJobs`. */
export async function hastenJobs(database: Database, userId: string): Promise<void> {
  const { rows } = await database.pool.query<{ name: string }>(
    `UPDATE pgboss.job SET start_after = now() WHERE data ->> 'userId' = $1 AND state IN ('created', 'retry') AND start_after > now()
     RETURNING name`,
    [userId],
  );
  for (const name of new Set(rows.map((row) => row.name))) database.notifier.publish(CHANNEL, name);
}

async function countJobs({ pool }: Database): Promise<JobCount[]> {
  const { rows } = await pool.query<JobCount>(
    'SELECT name AS queue, state::text, count(*)::integer AS count FROM pgboss.job GROUP BY 1, 2 ORDER BY 1, 2',
  );
  return rows;
}

const AS_OWNER: Statement = { name: 'as owner', text: `SELECT set_config('role', 'none', true)` };

/** pg-boss's own statement that adds jobs, with the setting where it has its one parameter. */
async function readInsertion(boss: PgBoss, queue: string): Promise<Statement> {
  const texts: string[] = [];
  const executeSql = async (text: string) => {
    texts.push(text);
    return { rows: [] };
  };
  await boss.insert(queue, [{ data: {} }], { db: { executeSql } });
  const [text = ''] = texts;
  if (texts.length !== 1 || text.split('$1').length !== 2)
    throw new Error('pg-boss adds jobs in another way');
  return { name: `send to ${queue}`, text: text.replace('$1', "current_setting('app.jobs')") };
}

/** Removes what the queues have of a user who is gone. No index: accounts go rarely, and jobs are kept for days only. */
export async function forgetJobs({ pool }: Database, userId: string): Promise<void> {
  await pool.query("DELETE FROM pgboss.job WHERE data ->> 'userId' = $1", [userId]);
}
