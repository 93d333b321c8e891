import { performance } from 'node:perf_hooks';

/**
 * Who may use the engine: one at a time, first come first served, and whoever is inside a transaction keeps it to its end.
 *
 * Work is synchronous (the engine is), so a turn costs no promise. After a while of it the event loop gets a chance to read
 * what others have sent.
 */
export type Turns = {
  /** Says that `taker` has work. Its `takeTurn` is called when it may use the engine, now or later. */
  request(taker: TurnTaker): void;
  /** Takes back a request, and the engine if `taker` has kept it. */
  leave(taker: TurnTaker): void;
  /** Keeps the engine for `taker` until it lets go of it, or lets go of it. To be called from within a turn. */
  keep(taker: TurnTaker): void;
  release(): void;
  /** Whether nobody waits and nobody keeps the engine. */
  idle(): boolean;
  /** How long turns have taken so far, all together, in milliseconds. */
  busyMs(): number;
};

export type TurnTaker = {
  /** Does one piece of work. Gives back whether there is more. */
  takeTurn(): boolean;
};

/** How long turns may follow each other before sockets are read again. */
const LONGEST_STREAK_MS = 8;

export function createTurns(): Turns {
  const waiting = new Set<TurnTaker>();
  let keeper: TurnTaker | null = null;
  let running = false;
  let scheduled = false;
  let busyMs = 0;

  const next = (): TurnTaker | undefined => {
    if (keeper) return waiting.has(keeper) ? keeper : undefined;
    return waiting.values().next().value;
  };

  const pump = (): void => {
    if (running || scheduled) return;
    running = true;
    const start = performance.now();
    let now = start;
    let taker = next();
    while (taker && now - start < LONGEST_STREAK_MS) {
      waiting.delete(taker);
      if (taker.takeTurn()) waiting.add(taker);
      now = performance.now();
      taker = next();
    }
    busyMs += now - start;
    running = false;
    if (taker) continueLater();
  };

  const continueLater = (): void => {
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      pump();
    });
  };

  return {
    request: (taker) => {
      waiting.add(taker);
      pump();
    },
    leave: (taker) => {
      waiting.delete(taker);
      if (keeper === taker) keeper = null;
      pump();
    },
    keep: (taker) => {
      keeper = taker;
    },
    release: () => {
      keeper = null;
    },
    idle: () => keeper === null && waiting.size === 0,
    busyMs: () => busyMs,
  };
}
