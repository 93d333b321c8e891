import { AWAY_CHANNEL, type Database } from '#platform/database/database.ts';

const AGAIN = { firstSeconds: 5, longestSeconds: 15 * 60 } as const;

/** After so long it is asked again whether somebody who was away is back; what restores them makes it at once. */
export function awaySeconds(timesAsked: number): number {
  return Math.min(AGAIN.firstSeconds * 2 ** timesAsked, AGAIN.longestSeconds);
}

/** Tells work that is done for a user when the user is suspended or leaves. */
export type UserPresence = {
  /** `signal` aborts then; `end` when the work is over. */
  enter(userId: string): { signal: AbortSignal; end(): void };
  close(): void;
};

export function openUserPresence({ notifier }: Database): UserPresence {
  const underWay = new Map<AbortController, string>();
  const close = notifier.subscribe(AWAY_CHANNEL, (userId) => {
    for (const [aborter, owner] of underWay) if (owner === userId) aborter.abort();
  });
  return {
    enter(userId) {
      const aborter = new AbortController();
      underWay.set(aborter, userId);
      return { signal: aborter.signal, end: () => void underWay.delete(aborter) };
    },
    close,
  };
}
