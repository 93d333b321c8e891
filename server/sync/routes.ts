import type { Database } from '#platform/database/database.ts';
import { openEventStream } from '#platform/http/eventStream.ts';
import { type Route, route } from '#platform/http/route.ts';
import { pullChanges, watchChanges } from '#shared/endpoints/server.ts';
import { createCursorWatch } from './cursorWatch.ts';
import { readPage, readPosition } from './store.ts';

export function syncRoutes({ database }: { database: Database }): Route[] {
  const cursorWatch = createCursorWatch(database);
  return [
    route(pullChanges, async ({ query }, { userId, request: { session } }) => {
      const { cursor, limit } = query;
      const { epoch, swept, isCut, ...page } = await readPage(database, userId, { cursor, limit: limit + 1 });
      const last = page.cursor;
      const isOther = query.epoch !== undefined && query.epoch !== epoch;
      // Deletions between its cursor and the last that is not told any more: a device that had those rows keeps them.
      const missesDeletions = cursor > 0 && Math.max(cursor, session.downloadMark ?? 0) < swept;
      // A cursor from a future that this database does not have: it was restored under the same epoch.
      if (isOther || missesDeletions || cursor > last) {
        return { changes: [], cursor: 0, hasMore: false, reset: true, epoch };
      }
      if (cursor === 0 && (swept > 0 || session.downloadMark !== undefined)) session.downloadMark = last;
      const changes = page.changes.slice(0, limit);
      const hasMore = isCut || page.changes.length > changes.length;
      const reached = changes.at(-1)?.seq ?? cursor;
      return { changes, cursor: hasMore ? reached : Math.max(reached, last), hasMore, reset: false, epoch };
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
