import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Log } from '../log.ts';

/**
 * Tells listeners in every server process that something happened. A listener in the same process is told at once; the
 * others by NOTIFY, gathered for some milliseconds and sent outside of any transaction (a NOTIFY in a transaction makes
 * all commits of the cluster queue). Payloads are hints: after a lost connection some may be missing, so listeners also
 * look by themselves now and then, and `onReconnect` tells them when to.
 */
export type Notifier = {
  publish(channel: string, payload: string): void;
  /** Returns the function that ends it. */
  subscribe(channel: string, listener: (payload: string) => void): () => void;
  onReconnect(listener: () => void): () => void;
  close(): Promise<void>;
};

const GATHER_MS = 15;
const RECONNECT_MS = 1_000;
/** PostgreSQL's limit is 8,000 bytes for a payload. */
const MAX_BATCH_BYTES = 7_000;
const TRANSPORT_CHANNEL = 'kipux';
const SEPARATOR = '\n';

export function createNotifier(url: string, pool: pg.Pool, log: Log): Notifier {
  const self = randomUUID();
  const listeners = new Map<string, Set<(payload: string) => void>>();
  const reconnectListeners = new Set<() => void>();
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let client: pg.Client | undefined;
  let closed = false;

  const deliver = (channel: string, payload: string) => {
    for (const listener of listeners.get(channel) ?? []) listener(payload);
  };

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const batches = batch([...gathered]);
    gathered.clear();
    try {
      for (const payload of batches)
        await pool.query('SELECT pg_notify($1, $2)', [TRANSPORT_CHANNEL, self + SEPARATOR + payload]);
    } catch (error) {
      log.warn({ err: error }, 'other server processes could not be notified');
    }
  };

  const receive = (payload: string | undefined) => {
    const [sender, ...lines] = (payload ?? '').split(SEPARATOR);
    if (sender === self) return;
    for (const line of lines) {
      const space = line.indexOf(' ');
      deliver(line.slice(0, space), line.slice(space + 1));
    }
  };

  const connect = async (isFirst: boolean) => {
    const candidate = new pg.Client({
      connectionString: url,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'kipux-listen',
    });
    let isLost = false;
    const lost = () => {
      if (isLost || closed) return;
      isLost = true;
      setTimeout(() => closed || void connect(false), RECONNECT_MS).unref();
    };
    candidate.on('notification', (message) => receive(message.payload));
    candidate.on('error', (error) => log.warn({ err: error }, 'the listening database connection was lost'));
    candidate.once('end', lost);
    client = candidate;
    try {
      await candidate.connect();
      await candidate.query(`LISTEN ${TRANSPORT_CHANNEL}`);
      if (!isFirst) for (const listener of reconnectListeners) listener();
    } catch (error) {
      log.warn({ err: error }, 'listening on the database failed, trying again');
      await candidate.end().catch(() => undefined);
      lost();
    }
  };
  // The reason for void: connect() catches its own failures and tries again.
  void connect(true);

  return {
    publish(channel, payload) {
      deliver(channel, payload);
      gathered.add(`${channel} ${payload}`);
      timer ??= setTimeout(() => void flush(), GATHER_MS);
    },
    subscribe(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      return () => set.delete(listener);
    },
    onReconnect(listener) {
      reconnectListeners.add(listener);
      return () => reconnectListeners.delete(listener);
    },
    async close() {
      closed = true;
      await flush();
      await client?.end().catch(() => undefined);
    },
  };
}

function batch(lines: string[]): string[] {
  const batches: string[] = [];
  let current = '';
  for (const line of lines) {
    if (current !== '' && current.length + line.length + 1 > MAX_BATCH_BYTES) {
      batches.push(current);
      current = '';
    }
    current += (current === '' ? '' : SEPARATOR) + line;
  }
  if (current !== '') batches.push(current);
  return batches;
}
