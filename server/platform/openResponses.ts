import type { RequestHandler, Response } from 'express';
import type { Database } from './database/database.ts';

/** Channel on which the database tells that sessions of a user ended: payload `userId`. See the table's trigger. */
const SESSIONS_CHANNEL = 'kipux_sessions';
/** A response that has not begun may be a stream about to open. */
const LOOK_AGAIN_MS = 300;

/**
 * Breaks off what is still running for a session when that session ends, in whichever process and by whomever: streams
 * that are being sent and uploads that are being received. A request that is about to be answered is let finish.
 */
export function closeWithSession({ notifier, pool }: Database): RequestHandler {
  const openByUser = new Map<string, Set<Response>>();

  const look = async (userId: string) => {
    const open = [...(openByUser.get(userId) ?? [])].filter(hasSession);
    if (open.length === 0) return;
    // Judged as it is before the question: what begins meanwhile may rest on a session that was just renewed.
    const running = new Set(open.filter(({ headersSent, req }) => headersSent || !req.complete));
    const sids = [...new Set(open.map(({ req }) => req.sessionID))];
    const found = await pool.query<{ sid: string }>('SELECT sid FROM session WHERE sid = ANY($1)', [sids]);
    const alive = new Set(found.rows.map(({ sid }) => sid));
    const orphaned = open.filter(({ req }) => !alive.has(req.sessionID));
    for (const response of orphaned) {
      if (running.has(response)) response.destroy();
    }
    if (orphaned.some(({ closed }) => !closed)) ask(userId, LOOK_AGAIN_MS);
  };
  // When the database does not answer nothing is broken off: whatever it says next is asked of it again.
  const ask = (userId: string, after = 0) =>
    void setTimeout(() => void look(userId).catch(() => ask(userId, LOOK_AGAIN_MS)), after).unref();

  notifier.subscribe(SESSIONS_CHANNEL, (userId) => openByUser.has(userId) && ask(userId));
  notifier.onReconnect(() => {
    for (const userId of openByUser.keys()) ask(userId);
  });

  return (request, response, next) => {
    const userId = request.user?.id;
    if (userId === undefined) return next();
    const ofUser = openByUser.get(userId) ?? new Set();
    openByUser.set(userId, ofUser.add(response));
    response.once('close', () => {
      ofUser.delete(response);
      if (ofUser.size === 0 && openByUser.get(userId) === ofUser) openByUser.delete(userId);
    });
    return next();
  };
}

/** False for the request that ended the session itself: it is about to say so. */
function hasSession({ req }: Response): boolean {
  const session: unknown = req.session;
  return session !== undefined;
}
