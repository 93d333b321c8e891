import pLimit, { type LimitFunction } from 'p-limit';
import type { Database } from '#platform/database/database.ts';
import { addressOwner, rateLimited } from '#platform/http/rateLimit.ts';
import { countFailures } from './loginThrottle.ts';

/**
 * Slows those down who try many accounts from one place, each only a few times. A whole school may log in from one address,
 * so nobody is refused by it: after very many failures its logins are taken one after the other, with a pause after each
 * that was wrong. The right password works there as anywhere, a moment later.
 */
export type AddressLanes = {
  /** @param address of the client; IPv6 counts by its first half */
  take(address: string, attempt: () => Promise<boolean>): Promise<boolean>;
};

const FREE_FAILURES = 200;
const PAUSE_MS = 1_000;
/** More than this is no school: it would only fill the memory. */
const MOST_WAITING = 1_000;

export function createAddressLanes(database: Database): AddressLanes {
  const lanes = new Map<string, LimitFunction>();
  return {
    async take(address, attempt) {
      const key = addressKey(address);
      if ((await countFailures(database, key)) < FREE_FAILURES) return attempt();
      const lane = lanes.get(key) ?? pLimit(1);
      lanes.set(key, lane);
      if (lane.pendingCount >= MOST_WAITING) throw rateLimited(MOST_WAITING / 10);
      try {
        return await lane(() => pauseAfterFailure(attempt));
      } finally {
        if (lane.activeCount + lane.pendingCount === 0) lanes.delete(key);
      }
    },
  };
}

async function pauseAfterFailure(attempt: () => Promise<boolean>): Promise<boolean> {
  const isRight = await attempt();
  if (!isRight) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return isRight;
}

/** Under which failures from one place are counted. */
export function addressKey(address: string): string {
  return `address ${addressOwner(address)}`;
}
