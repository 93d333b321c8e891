import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '#prisma/client.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { againAfterDeadlock } from './deadlock.ts';
import { createNotifier, type Notifier } from './notifier.ts';
import { createSingleStatements, type SingleStatements } from './singleStatements.ts';

/** A transaction's client. Inside a transaction nothing else may be used to reach the database. */
export type Transaction = Prisma.TransactionClient;

/**
 * The way to the database. Tenant tables can be reached through its functions alone: without a user or the system's
 * role row-level security shows no row.
 */
export type Database = SingleStatements & {
  /** Sees and writes the rows of one user only. */
  withUser<T>(userId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * The same for work that changes rows which devices know: takes `count` numbers for them first. The row lock this
   * needs makes commit order `seq` order, so that a reader of the feed never misses a change. Devices are told after
   * the commit.
   */
  withChanges<T>(
    userId: string,
    count: number,
    work: (tx: Transaction, seqs: SeqNumbers) => Promise<T>,
  ): Promise<T>;
  /** Sees all users. For what has no user yet or crosses users; `reason` says which. */
  asSystem<T>(reason: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** For what keeps tables of its own: sessions and jobs. */
  pool: pg.Pool;
  notifier: Notifier;
  close(): Promise<void>;
};

/** Consecutive numbers, to be used in order. */
export type SeqNumbers = { next(): bigint };

/** Channel on which a user's new `seq` is told: payload `userId`. */
export const CHANGES_CHANNEL = 'kipux_changes';

/**
 * Channel on which the database tells that a user was suspended or is leaving, whoever did it: payload `userId`. Nothing is
 * to be done for them any more. See the trigger of the table.
 */
export const AWAY_CHANNEL = 'kipux_away';

const TRANSACTION = { maxWait: 15_000, timeout: 30_000 };

export function openDatabase(options: { url: string; poolSize: number; log: Log }): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'kipux',
  });
  pool.on('error', (error) => options.log.warn({ err: error }, 'an idle database connection was lost'));
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    errorFormat: 'minimal', // the others quote the query's arguments, and errors are logged
  });
  const notifier = createNotifier(options.url, pool, options.log);

  const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    againAfterDeadlock(() => prisma.$transaction(work, TRANSACTION));

  const withUser: Database['withUser'] = (userId, work) =>
    inTransaction(async (tx) => {
      await tx.$queryRaw`SELECT set_config('role', 'kipux_app', true), set_config('app.user_id', ${userId}, true)`;
      return work(tx);
    });

  const withChanges: Database['withChanges'] = async (userId, count, work) => {
    const result = await withUser(userId, async (tx) => {
      const rows = await tx.$queryRaw<{ change_seq: bigint }[]>`
        UPDATE users SET change_seq = change_seq + ${count} WHERE id = ${userId}::uuid RETURNING change_seq`;
      const last = rows[0]?.change_seq;
      if (last === undefined) throw new AppError('not_signed_in', 'This account does not exist any more.');
      return work(tx, seqNumbers(last - BigInt(count), last));
    });
    notifier.publish(CHANGES_CHANNEL, userId);
    return result;
  };

  return {
    ...createSingleStatements(pool, (userId) => notifier.publish(CHANGES_CHANNEL, userId)),
    withUser,
    withChanges,
    asSystem: (_reason, work) =>
      inTransaction(async (tx) => {
        await tx.$queryRaw`SELECT set_config('role', 'kipux_system', true)`;
        return work(tx);
      }),
    pool,
    notifier,
    async close() {
      await notifier.close();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function seqNumbers(before: bigint, last: bigint): SeqNumbers {
  let current = before;
  return {
    next() {
      if (current === last) throw new Error('more changes than numbers were taken for them');
      return ++current;
    },
  };
}
