import { promisify } from 'node:util';
import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { AppError } from '#platform/errors.ts';
import { type AddressLanes, addressKey, createAddressLanes } from './addressLanes.ts';
import { normaliseEmail } from './email.ts';
import type { LoginChallenges } from './loginChallenge.ts';
import { forgetFailures } from './loginThrottle.ts';
import { isRightPassword } from './passwordCheck.ts';
import { hashPassword, needsRehash } from './passwords.ts';
import { findCredentials, replacePasswordHash } from './store.ts';

/**
 * Checks e-mail and password of a request and gives the user's id. Throws `second_factor_required`, with the challenge to
 * be answered, for who has turned that on.
 */
export type Authenticate = (request: Request, response: Response) => Promise<string>;

/** passport-local over our accounts. Known and unknown e-mails get the same answer after the same work. */
export function createAuthenticate(database: Database, challenges: LoginChallenges): Authenticate {
  const lanes = createAddressLanes(database);
  const local = new passport.Passport();
  local.use(
    new LocalStrategy(
      { usernameField: 'email', session: false, passReqToCallback: true },
      ({ ip }, email, password, done) => {
        const attempt = { email: normaliseEmail(email), password, address: ip ?? '' };
        verify({ database, challenges, lanes }, attempt).then(
          (id) => done(null, id === undefined ? false : { id }),
          (error: unknown) => done(error),
        );
      },
    ),
  );
  return (request, response) =>
    new Promise((resolve, reject) => {
      // passport-local would go on to look for it in the address, where nothing has been checked
      if (!hasPassword(request)) return reject(wrongCredentials());
      const answer: passport.AuthenticateCallback = (error, user) => {
        if (error !== null && error !== undefined) return reject(error);
        if (user === false || user === undefined || user === null) return reject(wrongCredentials());
        return resolve(user.id);
      };
      // oxlint-disable-next-line typescript/no-unsafe-assignment -- @types/passport types its middleware as any
      const middleware: RequestHandler = local.authenticate('local', { session: false }, answer);
      return void middleware(request, response, reject);
    });
}

function hasPassword({ body }: { body?: unknown }): boolean {
  return typeof body === 'object' && body !== null && 'password' in body && body.password !== '';
}

type LoginParts = { database: Database; challenges: LoginChallenges; lanes: AddressLanes };

async function verify(
  { database, challenges, lanes }: LoginParts,
  { email, password, address }: { email: string; password: string; address: string },
): Promise<string | undefined> {
  const account = await findCredentials(database, email);
  const isRight = await lanes.take(address, () =>
    isRightPassword(database, email, password, account?.passwordHash, addressKey(address)),
  );
  if (account === undefined || !isRight) return undefined;
  assertMayLogIn(account);
  await forgetFailures(database, email);
  if (needsRehash(account.passwordHash)) {
    account.passwordHash = await hashPassword(password);
    await replacePasswordHash(database, account.id, account.passwordHash);
  }
  if (account.hasSecondFactor) throw challenges.required(account);
  return account.id;
}

/** Throws `forbidden` for who is suspended: told only to those who have proven who they are. */
export function assertMayLogIn({ suspendedAt }: { suspendedAt: Date | null }): void {
  if (suspendedAt === null) return;
  throw new AppError('forbidden', 'This account is suspended. Write to the people who run this server.');
}

function wrongCredentials(): AppError {
  return new AppError('wrong_credentials', 'The e-mail address or the password is not right.');
}

const SUSPENSION: Statement = {
  name: 'find suspension',
  // A suspension that is being written is waited for; one that comes later finds the session, and ends it.
  text: 'SELECT suspended_at AS "suspendedAt" FROM users WHERE id = $1 FOR SHARE',
};

/**
 * Starts a session under a new id (a session that existed before is worth nothing afterwards). Throws `forbidden` for who
 * was suspended while their password was checked, `not_signed_in` for who is gone; they have no session then.
 */
export async function startSession(
  { runAsSystem }: Database,
  request: Request,
  userId: string,
): Promise<void> {
  // none is there when the one that came with the request was too old
  const before: Request['session'] | undefined = request.session;
  if (before === undefined) request.sessionStore.generate(request);
  else await promisify(before.regenerate.bind(before))();
  const { session } = request; // a new one has been put in its place
  session.passport = { user: userId };
  session.startedAt = Date.now();
  session.userAgent = request.get('user-agent')?.slice(0, 300) ?? '';
  await promisify(session.save.bind(session))();
  const reason = 'login: the session was not there for what ends the sessions of who is suspended';
  const [account] = await runAsSystem<{ suspendedAt: Date | null }>(reason, SUSPENSION, [userId]);
  if (account?.suspendedAt === null) return;
  await endSession(request);
  if (account === undefined) throw new AppError('not_signed_in', 'Sign in first.');
  assertMayLogIn(account);
}

/** Ends the session: its row is gone, the cookie is worth nothing. */
export async function endSession(request: Request): Promise<void> {
  await promisify(request.session.destroy.bind(request.session))();
}
