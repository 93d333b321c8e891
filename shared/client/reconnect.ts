import { ClientError } from './client.ts';

/** Times in milliseconds; `random` gives 0 to 1. */
export type Reconnection = {
  firstDelayMs: number;
  maxDelayMs: number;
  /** A connection that brings no byte for so long is lost: the heartbeat of 15 s, and some grace. */
  silenceMs: number;
  random: () => number;
};

export const RECONNECTION: Reconnection = {
  firstDelayMs: 500,
  maxDelayMs: 15_000,
  silenceMs: 20_000,
  random: Math.random,
};

/** No server is asked to wait longer than this, whatever it says in Retry-After. */
const LONGEST_WAIT_MS = 60_000;

export type KeepConnected = {
  signal: AbortSignal;
  reconnection: Reconnection;
  waker: Waker;
  /** Hears why a connection was lost, and says whether to try again. */
  onLost(error: ClientError): boolean;
};

/**
 * Runs `connect` until it resolves, until `onLost` gives up or until `signal` aborts; between two attempts it waits
 * longer and longer, with jitter. `healthy`, called by `connect`, makes the next wait short again. Never rejects.
 */
export async function keepConnected(
  connect: (healthy: () => void) => Promise<void>,
  { signal, reconnection, waker, onLost }: KeepConnected,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await connect(() => {
        failures = 0;
      });
      return;
    } catch (cause) {
      if (signal.aborted) return;
      const error =
        cause instanceof ClientError ? cause : new ClientError('incompatible', String(cause), { cause });
      if (!onLost(error)) return;
      // Only a wait for the network may be cut short: a server that asked for patience gets it.
      const { sleep } = error.code === 'offline' ? waker : createWaker();
      await sleep(delayOf(failures, error, reconnection), signal);
      failures += 1;
    }
  }
}

function delayOf(
  failures: number,
  error: ClientError,
  { firstDelayMs, maxDelayMs, random }: Reconnection,
): number {
  const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures, 16));
  const asked = Math.min(LONGEST_WAIT_MS, (error.details?.retryAfterSeconds ?? 0) * 1_000);
  return Math.max(asked, ceiling * (0.5 + random() / 2));
}

/** Waits that can be cut short together, when something says that the network is back. */
export type Waker = { sleep(ms: number, signal: AbortSignal): Promise<void>; wake(): void };

export function createWaker(): Waker {
  const sleepers = new Set<() => void>();
  return {
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const end = () => {
          clearTimeout(timer);
          sleepers.delete(end);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        sleepers.add(end);
        signal.addEventListener('abort', end);
      }),
    wake() {
      for (const end of [...sleepers]) end();
    },
  };
}
