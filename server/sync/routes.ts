import { CHANGES_CHANNEL, type Database } from '#platform/database/database.ts';
import { openEventStream } from '#platform/http/eventStream.ts';
import { type Route, route } from '#platform/http/route.ts';
import { pullChanges, watchChanges } from '#shared/endpoints/server.ts';
import { readChanges, readEpoch, readLastSeq } from './store.ts';

/** Between two looks at the cursor when no notification came: one may get lost with its connection. */
const LOOK_MS = 20_000;

export function syncRoutes({ database }: { database: Database }): Route[] {
  return [
    route(pullChanges, ({ query }, { userId }) =>
      database.withUser(userId, async (tx) => {
        const epoch = await readEpoch(tx);
        if (query.epoch !== undefined && query.epoch !== epoch) return startAgain(epoch);
        const changes = await readChanges(tx, userId, query.cursor, query.limit + 1);
        const page = changes.slice(0, query.limit);
        const hasMore = changes.length > page.length;
        const last = hasMore ? undefined : await readLastSeq(tx, userId);
        // A cursor from a future that this database does not have: it was restored under the same epoch.
        if (last !== undefined && query.cursor > last) return startAgain(epoch);
        return { changes: page, cursor: page.at(-1)?.seq ?? query.cursor, hasMore, reset: false, epoch };
      }),
    ),
    route(watchChanges, async (_input, { userId, response }) => {
      const read = () =>
        database.withUser(userId, async (tx) => ({
          cursor: await readLastSeq(tx, userId),
          epoch: await readEpoch(tx),
        }));
      const first = await read();
      const stream = openEventStream(response);
      stream.send('cursor', first);
      let sent = first.cursor;
      let isReading = false;
      const look = async () => {
        if (isReading || !stream.isOpen()) return;
        isReading = true;
        await new Promise((resolve) => setTimeout(resolve, 10)); // gathers what is written together
        isReading = false;
        const now = await read();
        if (now.cursor > sent) stream.send('cursor', now);
        sent = Math.max(sent, now.cursor);
      };
      const tell = () => void look().catch(() => response.destroy());
      const endings = [
        database.notifier.subscribe(CHANGES_CHANNEL, (payload) => payload === userId && tell()),
        database.notifier.onReconnect(tell),
      ];
      const timer = setInterval(tell, LOOK_MS);
      response.once('close', () => {
        clearInterval(timer);
        for (const end of endings) end();
      });
    }),
  ];
}

function startAgain(epoch: string) {
  return { changes: [], cursor: 0, hasMore: false, reset: true, epoch };
}
