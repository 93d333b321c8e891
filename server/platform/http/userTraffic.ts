import type { Response } from 'express';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Endpoint } from '#shared/endpoint.ts';
import { AppError } from '../errors.ts';
import { rateLimited } from './rateLimit.ts';

/** Of one user and process. Whoever has so many waiting is no person and no ordinary program. */
const MAX_WAITING = 1_000;
/** Event streams that one user may have open in one process: devices, tabs, growing answers. */
const MAX_STREAMS = 50;
/** Files on their way up or down are slow: they do not keep other requests waiting. */
const TRANSFERS_AT_ONCE = 6;

/**
 * Shares a process among its users: of each so many requests are worked on at once, the others wait their turn, so that
 * the work of one, however much, leaves room for everybody. Nothing is refused but what nobody needs.
 */
export type UserTraffic = {
  /** Does the work when it is the user's turn. Rejects with `rate_limited` when too many of theirs are waiting. */
  takeTurn(userId: string, endpoint: Endpoint, response: Response, work: () => Promise<void>): Promise<void>;
  /** Event streams open in this process. */
  openStreams(): number;
};

/** @param atOnce requests of one user that are worked on at once */
export function createUserTraffic(atOnce: number): UserTraffic {
  const requests = createTurns(atOnce);
  const transfers = createTurns(TRANSFERS_AT_ONCE);
  const streams = createStreamCount();
  return {
    takeTurn(userId, endpoint, response, work) {
      const isTransfer = endpoint.upload === true || endpoint.success.kind === 'file';
      return (isTransfer ? transfers : requests)(userId, async () => {
        if (response.closed) throw new AppError('bad_request', 'The client is gone.');
        if (endpoint.success.kind === 'events') streams.add(userId, response);
        await work();
      });
    },
    openStreams: streams.total,
  };
}

function createTurns(atOnce: number) {
  const queues = new Map<string, LimitFunction>();
  return async (userId: string, work: () => Promise<void>): Promise<void> => {
    const queue = queues.get(userId) ?? pLimit(atOnce);
    if (queue.pendingCount >= MAX_WAITING) throw rateLimited(1);
    queues.set(userId, queue);
    try {
      await queue(work);
    } finally {
      if (queue.activeCount + queue.pendingCount === 0) queues.delete(userId);
    }
  };
}

function createStreamCount() {
  const open = new Map<string, number>();
  let total = 0;
  return {
    total: () => total,
    add(userId: string, response: Response): void {
      const count = open.get(userId) ?? 0;
      if (count >= MAX_STREAMS) throw rateLimited(5);
      open.set(userId, count + 1);
      total += 1;
      response.once('close', () => {
        total -= 1;
        const left = (open.get(userId) ?? 1) - 1;
        if (left === 0) open.delete(userId);
        else open.set(userId, left);
      });
    },
  };
}
