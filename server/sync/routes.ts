import type { Database } from '#platform/database/database.ts';
import { openEventStream } from '#platform/http/eventStream.ts';
import { type Route, route } from '#platform/http/route.ts';
import { pullChanges, watchChanges } from '#shared/endpoints/server.ts';
import { createCursorWatch } from './cursorWatch.ts';
import { readChanges, readPosition, readPullStart } from './store.ts';

export function syncRoutes({ database }: { database: Database }): Route[] {
  const cursorWatch = createCursorWatch(database);
  return [
    route(pullChanges, async ({ query }, { userId, request: { session } }) => {
      // Read before the changes: all up to it are committed, so the page may end there although its last row is older.
      const { epoch, cursor: last, swept, end, isCut } = await readPullStart(database, userId, query);
      const isOther = query.epoch !== undefined && query.epoch !== epoch;
      // Deletions between its cursor and the last that is not told any more: a device that had those rows keeps them.
      const missesDeletions = query.cursor > 0 && Math.max(query.cursor, session.downloadMark ?? 0) < swept;
      // A cursor from a future that this database does not have: it was restored under the same epoch.
      if (isOther || missesDeletions || query.cursor > last) {
        return { changes: [], cursor: 0, hasMore: false, reset: true, epoch };
      }
      if (query.cursor === 0 && (swept > 0 || session.downloadMark !== undefined))
        session.downloadMark = last;
      const page = { cursor: query.cursor, end, limit: query.limit + 1 };
      const found = await readChanges(database, userId, page);
      const changes = found.slice(0, query.limit);
      const hasMore = isCut || found.length > changes.length;
      const reached = changes.at(-1)?.seq ?? query.cursor;
      const cursor = hasMore ? reached : Math.max(reached, last);
      return { changes, cursor, hasMore, reset: false, epoch };
    }),
    route(watchChanges, async (_input, { userId, response }) => {
      const { epoch, cursor } = await readPosition(database, userId);
      const stream = openEventStream(response);
      stream.send('cursor', { cursor, epoch });
      let sent = cursor;
      const unsubscribe = cursorWatch.subscribe(userId, (now) => {
        if (now <= sent) return;
        sent = now;
        stream.send('cursor', { cursor: now, epoch });
      });
      response.once('close', unsubscribe);
    }),
  ];
}
