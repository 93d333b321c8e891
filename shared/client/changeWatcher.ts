import { watchChanges } from '../endpoints/server.ts';
import { syncEventSchema } from '../streamEvents.ts';
import { createChangeFeed } from './changeFeed.ts';
import type { Connection, WatchEvent } from './client.ts';
import { deliver } from './deliver.ts';
import { eventStream, parseEvent } from './eventStream.ts';
import { keepConnected } from './reconnect.ts';
import type { Transport } from './transport.ts';

type Listener = (event: WatchEvent) => void;

export type ChangeWatcher = {
  /** A listener that joins later is told at once where things stand. */
  watch(listener: Listener): () => void;
  /** The session has begun, or another one has: telling starts from now. */
  signedIn(): void;
  /** The session has ended: the listeners hear it, and nothing else until the next one. */
  signedOut(): void;
};

const TYPES = new Set<string>([syncEventSchema.shape.type.value]);

/** Tells all listeners of changes over one connection, which is open while there are listeners and a session. */
export function createChangeWatcher(transport: Transport): ChangeWatcher {
  const listeners = new Set<{ listener: Listener }>();
  let connection: Connection = 'connecting';
  let session: 'open' | 'ended' = 'open';
  let running: AbortController | undefined;

  function tell(event: WatchEvent): void {
    for (const { listener } of [...listeners]) deliver(listener, event);
  }

  function tellConnection(now: 'online' | 'offline'): void {
    if (connection === now) return;
    connection = now;
    tell({ type: 'connection', connection });
  }

  function start(): void {
    if (running !== undefined || listeners.size === 0 || session === 'ended') return;
    const run = new AbortController();
    running = run;
    const onlyWhileRunning =
      <A>(act: (argument: A) => void) =>
      (argument: A) => {
        if (!run.signal.aborted) act(argument);
      };
    void followChanges(transport, run.signal, onlyWhileRunning(tell), onlyWhileRunning(tellConnection));
  }

  function stop(): void {
    running?.abort();
    running = undefined;
    connection = 'connecting';
  }

  function standing(): WatchEvent | undefined {
    if (session === 'ended') return { type: 'signedOut' };
    return connection === 'connecting' ? undefined : { type: 'connection', connection };
  }

  return {
    watch(listener) {
      const entry = { listener };
      const event = standing();
      listeners.add(entry);
      start();
      if (event !== undefined) queueMicrotask(() => listeners.has(entry) && deliver(listener, event));
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0) stop();
      };
    },
    signedIn() {
      stop();
      session = 'open';
      start();
    },
    signedOut() {
      stop();
      session = 'ended';
      tell({ type: 'signedOut' });
    },
  };
}

/** Follows the server's changes until `signal` aborts, through any number of connections. */
async function followChanges(
  transport: Transport,
  signal: AbortSignal,
  tell: Listener,
  tellConnection: (now: 'online' | 'offline') => void,
): Promise<void> {
  const { reconnection, waker } = transport;
  const feed = createChangeFeed(transport.call, tell);

  async function connect(healthy: () => void): Promise<void> {
    const attempt = new AbortController();
    const either = AbortSignal.any([signal, attempt.signal]);
    let failedPull: unknown;
    const catchUp = () =>
      feed.catchUp(either).then(healthy, (error: unknown) => {
        failedPull ??= error;
        attempt.abort();
      });
    const open = (connection: AbortSignal) => transport.open(watchChanges, {}, {}, connection);
    const onOpen = () => tellConnection('online');
    try {
      for await (const raw of eventStream(open, {
        signal: either,
        silenceMs: reconnection.silenceMs,
        onOpen,
      })) {
        const event = parseEvent(syncEventSchema, TYPES, raw);
        if (event === undefined) continue;
        feed.announce(event);
        void catchUp();
      }
    } catch (error) {
      throw failedPull ?? error;
    } finally {
      attempt.abort();
    }
  }

  await keepConnected(connect, {
    signal,
    reconnection,
    waker,
    onLost(error) {
      if (error.code !== 'not_signed_in') tellConnection('offline');
      return error.code !== 'not_signed_in';
    },
  });
}
