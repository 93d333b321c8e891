import { CHANGES_CHANNEL, type Database } from '#platform/database/database.ts';
import { readCursors } from './store.ts';

/** Tells devices how far their user's changes have come. */
export type CursorWatch = {
  /** Calls at once with where things stand and after each change; a cursor may come twice. Returns the function that ends it. */
  subscribe(userId: string, listener: (cursor: number) => void): () => void;
};

/** What is written together is told together. */
const GATHER_MS = 10;
/** Between two looks at all cursors when no notification came: one may get lost with its connection. */
const LOOK_MS = 20_000;

/** One statement reads the cursors of all users with news, however many devices of theirs are connected here. */
export function createCursorWatch(database: Database): CursorWatch {
  const { notifier } = database;
  const watched = new Map<string, Set<(cursor: number) => void>>();
  const asked = new Set<string>();
  let isLooking = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      while (asked.size > 0) {
        await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
        const userIds = [...asked];
        asked.clear();
        const cursors = await readCursors(database, userIds);
        for (const [userId, cursor] of cursors) {
          for (const listener of watched.get(userId) ?? []) listener(cursor);
        }
      }
    } finally {
      isLooking = false;
    }
  };
  // A look that fails is made up for by the next one: at the latest after LOOK_MS.
  const ask = (userIds: Iterable<string>) => {
    for (const userId of userIds) asked.add(userId);
    void look().catch(() => undefined);
  };

  notifier.subscribe(CHANGES_CHANNEL, (userId) => watched.has(userId) && ask([userId]));
  notifier.onReconnect(() => ask(watched.keys()));

  return {
    subscribe(userId, listener) {
      const listeners = watched.get(userId) ?? new Set();
      watched.set(userId, listeners.add(listener));
      timer ??= setInterval(() => ask(watched.keys()), LOOK_MS);
      ask([userId]);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && watched.get(userId) === listeners) watched.delete(userId);
        if (watched.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
