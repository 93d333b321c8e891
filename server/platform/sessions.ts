import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import passport from 'passport';
import type { Config } from './config.ts';
import type { Database } from './database/database.ts';
import type { Log } from './log.ts';

declare module 'express-session' {
  // Sessions are extended through this interface by express-session's own design.
  interface SessionData {
    /** Milliseconds since 1970, for the absolute limit. */
    startedAt?: number;
    /** Days since 1970: written once a day, which moves the idle limit without a write per request. */
    lastSeenDay?: number;
    userAgent?: string;
    /** passport's: the signed-in user's id. */
    passport?: { user: string };
  }
}

const DAY_MS = 86_400_000;
const IDLE_LIMIT_MS = 30 * DAY_MS;
const ABSOLUTE_LIMIT_MS = 180 * DAY_MS;
const PRUNE_SECONDS = 15 * 60;

/** Sessions in PostgreSQL, and passport on top of them: `request.user` is who is signed in. */
export type Sessions = { middleware: RequestHandler[]; cookieName: string; close(): void };

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
  const users = new passport.Passport();
  users.serializeUser((user, done) => done(null, user.id));
  // No query: a suspended or deleted user has no sessions left, and row-level security does the rest.
  users.deserializeUser((id: string, done) => done(null, { id }));
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- @types/passport types its middleware as any
  const readUser: RequestHandler = users.session();
  return {
    cookieName,
    middleware: [
      session({
        name: cookieName,
        secret: config.sessionSecret,
        store,
        resave: false,
        saveUninitialized: false,
        proxy: config.trustProxy > 0,
        cookie: { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/', maxAge: IDLE_LIMIT_MS },
      }),
      readUser,
      enforceLimits,
    ],
    close: () => store.close(),
  };
}

const enforceLimits: RequestHandler = (request, _response, next) => {
  if (request.user === undefined) return next();
  const now = Date.now();
  if (now - (request.session.startedAt ?? 0) > ABSOLUTE_LIMIT_MS)
    return request.session.destroy(() => {
      delete request.user;
      next();
    });
  const today = Math.floor(now / DAY_MS);
  if (request.session.lastSeenDay !== today) request.session.lastSeenDay = today;
  return next();
};
