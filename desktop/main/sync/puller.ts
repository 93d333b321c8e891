import { z } from 'zod';
import type { Change } from '#shared/changes.ts';
import { ClientError, type WatchEvent } from '#shared/client/client.ts';
import type { Transport } from '#shared/client/transport.ts';
import { endpoint } from '#shared/endpoint.ts';
import { pullChanges } from '#shared/endpoints/server.ts';
import { LIMITS } from '#shared/limits.ts';
import type { ApplyPage } from '../cache/writes.ts';
import { decide, isBehind, type Position } from './syncCore.ts';

/** The same endpoint, but a change of a type that this version does not know ruins no page. */
const pullAnyChanges = endpoint({
  ...pullChanges,
  success: {
    status: 200,
    kind: 'json',
    body: z.object({
      changes: z.array(z.unknown()).max(LIMITS.syncPageSizeMax),
      cursor: z.number().int().nonnegative(),
      hasMore: z.boolean(),
      reset: z.boolean(),
      epoch: z.string().min(1).max(100),
    }),
  },
});

type Awaitable<T> = T | Promise<T>;

export type PullerParts = {
  call: Transport['call'];
  cache: {
    position(): Awaitable<Position>;
    applyPage(page: ApplyPage): Awaitable<{ applied: Change[] } | undefined>;
    restart(asked: Position, next: Position): Awaitable<boolean>;
  };
  tell(event: WatchEvent): void;
  pageSize?: number;
};

export type Puller = {
  /** Takes note of the server's newest cursor. */
  announce(newest: { cursor: number; epoch: string }): void;
  /**
   * Pulls and applies pages until the cache has what was announced: true then. A second call while one runs gives false at
   * once. Rejects with a ClientError or CacheError; what was applied until then stays.
   */
  catchUp(signal: AbortSignal): Promise<boolean>;
};

/** A server that sends back to the start more often than this in one go is to be asked less eagerly. */
const MOST_RESTARTS = 3;

/** Brings the server's changes into the cache, page by page, each with its cursor in one transaction. */
export function createPuller({ call, cache, tell, pageSize = LIMITS.syncPageSizeMax }: PullerParts): Puller {
  let announced: { cursor: number; epoch: string } | undefined;
  let pulling = false;
  let restarts = 0;

  /** Whether there is another page to ask for. */
  async function pullPage(signal: AbortSignal): Promise<boolean> {
    const asked = await cache.position();
    const query = {
      cursor: asked.cursor,
      limit: pageSize,
      ...(asked.epoch === null ? {} : { epoch: asked.epoch }),
    };
    const page = await call(pullAnyChanges, { query }, signal);
    if (signal.aborted) return false;
    const decision = decide(asked, page);
    if (decision.kind === 'incompatible') throw new ClientError('incompatible', decision.reason);
    if (decision.kind === 'restart') {
      restarts += 1;
      if (restarts > MOST_RESTARTS)
        throw new ClientError('incompatible', 'the change feed starts again and again');
      await cache.restart(asked, decision.next);
      return true;
    }
    const { next, replaced, more } = decision;
    const result = await cache.applyPage({ asked, next, changes: page.changes, replaced });
    if (replaced && result) tell({ type: 'reset' });
    else if (result && result.applied.length > 0) tell({ type: 'changes', changes: result.applied });
    if (result && (!asked.complete || asked.replacing))
      tell({ type: 'download', ratio: ratioOf(next.cursor, more) });
    return more || result === undefined;
  }

  /** The last page alone is all of it. */
  function ratioOf(cursor: number, more: boolean): number {
    return more ? Math.min(0.99, cursor / Math.max(1, announced?.cursor ?? 0, cursor)) : 1;
  }

  return {
    announce(newest) {
      announced = newest;
    },
    async catchUp(signal) {
      if (pulling) return false;
      pulling = true;
      restarts = 0;
      try {
        for (;;) {
          const reached = announced;
          while (!signal.aborted && (await pullPage(signal)));
          if (signal.aborted) return false;
          if (announced === reached || !announced) return true;
          if (!isBehind(await cache.position(), announced)) return true;
        }
      } finally {
        pulling = false;
      }
    },
  };
}
