import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { Database, Transaction } from './database/database.ts';
import type { Log } from './log.ts';

/** One attempt at a job. `isLast`: when it fails, there is no other. */
export type JobAttempt = { data: unknown; isLast: boolean; signal: AbortSignal };

export type JobQueue = {
  name: string;
  /** Attempts after the first. */
  retries: number;
  /** How many jobs of the queue one process works on at once. */
  concurrency: number;
  work(attempt: JobAttempt): Promise<void>;
  /** Called with the data of a job that can not be tried again, also when its process died each time. */
  giveUp(data: unknown): Promise<void>;
};

/** Of jobs that wait, those of higher priority come first, then the older ones. */
export type NewJob = { id: string; data: object; priority?: number; startAfterSeconds?: number };

/** Work that outlives the request and the process that asked for it. */
export type Jobs = {
  /** Adds a job in the same transaction as what it is about: there are both or neither. In place of one with its id. */
  send(tx: Transaction, queue: string, job: NewJob): Promise<void>;
  /** Removes a job, in the same transaction as what it is about. One under way is told within seconds, by its signal. */
  remove(tx: Transaction, queue: string, id: string): Promise<void>;
  /** Says, after the commit, that there is work: workers look at once. */
  announce(queue: string): void;
  /** Waits for the jobs under way, but not long; what is left is tried again by another process. */
  close(): Promise<void>;
};

const CHANNEL = 'kipux_jobs';
const POLL_SECONDS = 2;
/** A job whose process has not been heard of for so long is tried again. */
const HEARTBEAT_SECONDS = 20;
const JOB_SECONDS = 60 * 60;
const CLOSE_MS = 3_000;

/** Starts the queues on the server's own database. They keep their tables in a schema of their own. */
export async function startJobs(database: Database, log: Log, queues: readonly JobQueue[]): Promise<Jobs> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.pool.query(text, values) },
    schedule: false,
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
    persistWarnings: false,
    monitorVacuum: false,
    reindex: false,
    registerInstance: false,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue had an error'));
  await boss.start();
  const workers = new Map<string, string[]>();
  for (const queue of queues) workers.set(queue.name, await startQueue(boss, queue));
  const unsubscribe = database.notifier.subscribe(CHANNEL, (name) => {
    for (const worker of workers.get(name) ?? []) boss.notifyWorker(worker);
  });
  return {
    send: (tx, queue, { id, data, priority = 0, startAfterSeconds = 0 }) =>
      asOwner(tx, async (db) => {
        await boss.deleteJob(queue, id, { db });
        await boss.send(queue, data, { db, id, priority, startAfter: startAfterSeconds });
      }),
    remove: (tx, queue, id) => asOwner(tx, (db) => boss.deleteJob(queue, id, { db })),
    announce: (queue) => database.notifier.publish(CHANNEL, queue),
    async close() {
      unsubscribe();
      await boss.stop({ graceful: true, timeout: CLOSE_MS });
    },
  };
}

/** The tables of the queues are the owner's: the role of a transaction of ours may not touch them. */
async function asOwner(
  tx: Transaction,
  work: (db: {
    executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  }) => Promise<unknown>,
): Promise<void> {
  await tx.$queryRaw`SELECT set_config('role', 'none', true)`;
  await work({
    executeSql: async (text, values = []) => ({ rows: await tx.$queryRawUnsafe<unknown[]>(text, ...values) }),
  });
  await tx.$queryRaw`SELECT set_config('role', 'kipux_app', true)`;
}

async function startQueue(boss: PgBoss, queue: JobQueue): Promise<string[]> {
  const abandoned = `${queue.name}-abandoned`;
  await boss.createQueue(abandoned, { retryLimit: 10, retryDelay: 5, retryBackoff: true });
  const options = {
    retryLimit: queue.retries,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 120,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: JOB_SECONDS,
    deadLetter: abandoned,
  };
  await boss.createQueue(queue.name, options);
  await boss.updateQueue(queue.name, options);
  // Reads the queue's description now: inside a transaction nothing else may ask the database.
  await boss.touch(queue.name, randomUUID());
  const polling = { pollingIntervalSeconds: POLL_SECONDS, batchSize: 1 } as const;
  const giveUpWorker = await boss.work(abandoned, polling, async (jobs) => {
    for (const job of jobs) await queue.giveUp(job.data);
  });
  const workers = [giveUpWorker];
  // One worker for each job that may be under way: each of them can be woken.
  for (let i = 0; i < queue.concurrency; i += 1) {
    const worker = await boss.work(queue.name, { ...polling, includeMetadata: true }, async (jobs) => {
      for (const { data, retryCount, retryLimit, signal } of jobs) {
        await queue.work({ data, isLast: retryCount >= retryLimit, signal });
      }
    });
    workers.push(worker);
  }
  return workers;
}
