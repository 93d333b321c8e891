import type { SessionData, Store } from 'express-session';
import type pg from 'pg';

/** A database that has not answered by then is taken for gone: its network may have died without a word. */
const ANSWER_MS = 10_000;

type Waiting = { sid: string; done: Parameters<Store['get']>[1] };

/** One row for each sid asked for, in that order; null where there is no such session (any more). */
const FIND_SESSIONS = {
  name: 'find sessions',
  text: `SELECT session.sess FROM unnest($1::text[]) WITH ORDINALITY asked (sid, position)
    LEFT JOIN session ON session.sid = asked.sid AND session.expire > now() ORDER BY asked.position`,
};

/**
 * The session store's `get`. Every request asks for its session: requests that arrive together are answered by one
 * statement, which is sent after all of them have come, so that none is given what was true before it asked.
 */
export function createSessionReads(pool: pg.Pool): Store['get'] {
  let waiting: Waiting[] = [];

  const readWaiting = () => {
    const asked = waiting;
    waiting = [];
    const sids = asked.map(({ sid }) => sid);
    const query = { ...FIND_SESSIONS, values: [sids], query_timeout: ANSWER_MS };
    const found = pool.query<{ sess: SessionData | null }>(query);
    for (const [index, { done }] of asked.entries()) {
      found.then(({ rows }) => done(null, rows[index]?.sess ?? null), done);
    }
  };

  return (sid, done) => {
    waiting.push({ sid, done });
    // By then all sockets have been read that had something.
    if (waiting.length === 1) setImmediate(readWaiting);
  };
}
