import pg from 'pg';
import type { Database } from './database/database.ts';
import type { Log } from './log.ts';

/** Tells the processes that work on a queue whether there are others. */
export type Presence = {
  /** Does `whenAlone` first when no other process is there: what is under way then, nobody is doing any more. */
  enter(queue: string, whenAlone: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

const AGAIN_MS = 1_000;
const TRY = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free';
const ENTER = 'SELECT pg_advisory_lock_shared(hashtextextended($1, 0))';
/** Others wait to enter until then. */
const LET_IN = 'SELECT pg_advisory_unlock(hashtextextended($1, 0))';

/**
 * Who works on a queue holds a lock that others may share, on a connection of its own: however a process ends, PostgreSQL
 * gives its lock back at once. Who gets it for itself alone is the first, and knows that those before are dead.
 */
export async function openPresence(database: Database, log: Log): Promise<Presence> {
  const queues: string[] = [];
  let client = await connect();
  let isClosed = false;
  let again: NodeJS.Timeout | undefined;

  async function connect(): Promise<pg.Client> {
    const { connectionString } = database.pool.options;
    const connected = new pg.Client({
      ...(connectionString === undefined ? {} : { connectionString }),
      keepAlive: true,
      application_name: 'kipux jobs',
    });
    connected.on('error', (error) => log.warn({ err: error }, 'the connection that holds the jobs was lost'));
    connected.once('end', returnLater);
    await connected.connect();
    return connected;
  }

  function returnLater(): void {
    if (isClosed) return;
    clearTimeout(again);
    again = setTimeout(() => void comeBack().catch(returnLater), AGAIN_MS);
    again.unref();
  }

  async function comeBack(): Promise<void> {
    client = await connect();
    for (const queue of queues) await client.query(ENTER, [lockOf(queue)]);
  }

  return {
    async enter(queue, whenAlone) {
      queues.push(queue);
      const lock = lockOf(queue);
      const isAlone = (await hasOwnSession(database, client)) && (await isFree(client, lock));
      if (isAlone) await whenAlone();
      await client.query(ENTER, [lock]);
      if (isAlone) await client.query(LET_IN, [lock]);
    },
    async close() {
      isClosed = true;
      clearTimeout(again);
      await client.end();
    },
  };
}

const lockOf = (queue: string) => `kipux jobs ${queue}`;

/** On the embedded database all connections share one session, whose locks keep nobody out. */
async function hasOwnSession(database: Database, client: pg.Client): Promise<boolean> {
  const pid = 'SELECT pg_backend_pid() AS pid';
  const [other, own] = await Promise.all([
    database.pool.query<{ pid: number }>(pid),
    client.query<{ pid: number }>(pid),
  ]);
  return other.rows[0]?.pid !== own.rows[0]?.pid;
}

async function isFree(client: pg.Client, lock: string): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>(TRY, [lock]);
  return rows[0]?.free === true;
}
