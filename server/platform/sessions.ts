import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler, Response } from 'express';
import session from 'express-session';
import passport from 'passport';
import type { Config } from './config.ts';
import type { Database } from './database/database.ts';
import type { Log } from './log.ts';
import { closeWithSession } from './openResponses.ts';
import { createSessionReads } from './sessionReads.ts';
import { createSessionUse, type SessionUse } from './sessionUse.ts';

declare module 'express-session' {
  // Sessions are extended through this interface by express-session's own design.
  interface SessionData {
    /** Milliseconds since 1970, for the absolute limit. */
    startedAt?: number;
    /** Days since 1970: written once a day, which moves the idle limit without a write per request. */
    lastSeenDay?: number;
    userAgent?: string;
    /** The newest change when this device last began to download everything: what was deleted before, it never had. */
    downloadMark?: number;
    /** passport's: the signed-in user's id. */
    passport?: { user: string };
  }
}

const DAY_MS = 86_400_000;
const IDLE_LIMIT_MS = 30 * DAY_MS;
const ABSOLUTE_LIMIT_MS = 180 * DAY_MS;
const PRUNE_SECONDS = 15 * 60;

/** Sessions in PostgreSQL, and passport on top of them: `request.user` is who is signed in. */
export type Sessions = {
  middleware: RequestHandler[];
  /** Makes the browser drop its cookie. */
  clearCookie(response: Response): void;
  /** Writes down when sessions were last used, as far as this process knows. */
  flushUse(): Promise<void>;
  close(): Promise<void>;
};

export function createSessions(config: Config, database: Database, log: Log): Sessions {
  const isHttps = config.publicUrl?.protocol === 'https:';
  const cookieName = isHttps ? '__Host-kipux' : 'kipux';
  const PostgresStore = connectPgSimple(session);
  const store = new PostgresStore({
    pool: database.pool,
    tableName: 'session',
    disableTouch: true,
    pruneSessionInterval: PRUNE_SECONDS,
    errorLog: (...details: unknown[]) => log.warn({ details }, 'the session store failed'),
  });
  store.get = createSessionReads(database.pool);
  store.set = updateOnlyWhatIsThere(store, database);
  store.pruneSessions();
  const use = createSessionUse(database.pool, log);
  const users = new passport.Passport();
  users.serializeUser((user, done) => done(null, user.id));
  // No query: the database ends the sessions of a user who is suspended or deleted, whoever does it.
  users.deserializeUser((id: string, done) => done(null, { id }));
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- @types/passport types its middleware as any
  const readUser: RequestHandler = users.session();
  const cookie = { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/' } as const;
  return {
    middleware: [
      ...(isHttps ? [believeInHttps] : []),
      session({
        name: cookieName,
        secret: config.sessionSecret,
        store,
        resave: false,
        saveUninitialized: false,
        cookie: { ...cookie, maxAge: IDLE_LIMIT_MS },
      }),
      readUser,
      enforceLimits(use),
      closeWithSession(database),
    ],
    clearCookie: (response) => response.clearCookie(cookieName, cookie),
    flushUse: () => use.flush(),
    async close() {
      store.close();
      await use.close();
    },
  };
}

/** PUBLIC_URL says how people reach us; express-session would set no cookie behind a proxy that does not say it again. */
const believeInHttps: RequestHandler = (request, _response, next) => {
  Object.defineProperty(request, 'secure', { value: true });
  next();
};

/** A session that ends while a request of it runs must not come back when that request saves it. */
function updateOnlyWhatIsThere(store: session.Store, { pool }: Database): session.Store['set'] {
  const create = store.set.bind(store);
  return (sid, data, done) => {
    const isNew = data.lastSeenDay === undefined;
    if (isNew) return create(sid, data, done);
    const expire = new Date(Date.now() + IDLE_LIMIT_MS);
    pool.query('UPDATE session SET sess = $1, expire = $2 WHERE sid = $3', [data, expire, sid]).then(
      () => done?.(),
      (error: unknown) => done?.(error),
    );
  };
}

function enforceLimits(use: SessionUse): RequestHandler {
  return (request, _response, next) => {
    if (request.user === undefined) return next();
    const now = Date.now();
    if (now - (request.session.startedAt ?? 0) > ABSOLUTE_LIMIT_MS)
      return request.session.destroy(() => {
        delete request.user;
        next();
      });
    const today = Math.floor(now / DAY_MS);
    if (request.session.lastSeenDay !== today) request.session.lastSeenDay = today;
    use.note(request.sessionID, request.ip ?? '');
    return next();
  };
}
