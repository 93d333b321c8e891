import { isFirstTime } from '#platform/database/changeReceipts.ts';
import { publicOrigin } from '#platform/http/publicOrigin.ts';
import { addressOwner, createRateLimit } from '#platform/http/rateLimit.ts';
import { type Route, route } from '#platform/http/route.ts';
import {
  changePassword,
  getAccount,
  getSession,
  login,
  logout,
  register,
  updateAccount,
} from '#shared/endpoints/account.ts';
import { LOCALES, type Locale } from '#shared/entities.ts';
import { readPlanAndUsage } from '../plans/index.ts';
import type { AccountParts } from './accountParts.ts';
import { composeMail } from './composeMail.ts';
import { restoreAccount } from './deletion.ts';
import { normaliseEmail } from './email.ts';
import { sendVerification } from './emailAddress.ts';
import { createAuthenticate, endSession, startSession } from './login.ts';
import { createLoginChallenges } from './loginChallenge.ts';
import { mailTexts } from './mailTexts.ts';
import { confirmPassword } from './passwordCheck.ts';
import { assertGoodPassword, hashPassword } from './passwords.ts';
import { admit, assertAdmitted } from './registration.ts';
import { replacePassword } from './replacePassword.ts';
import { createUser, emailTaken, findCredentials, findUser, readUser, updateUser } from './store.ts';

export function accountRoutes({ database, config, sessions, mailer, log }: AccountParts): Route[] {
  const authenticate = createAuthenticate(database, createLoginChallenges(config.sessionSecret));
  // Finding out which e-mails have an account is to be slow work.
  const takenEmails = createRateLimit({ points: 30, duration: 600 });
  return [
    route(register, async ({ body }, { request }) => {
      const email = normaliseEmail(body.email);
      const application = { ...body, email };
      await assertAdmitted(database, config, application);
      await assertGoodPassword(body.password, email);
      if ((await findCredentials(database, email)) !== undefined) {
        await takenEmails(addressOwner(request.ip ?? ''));
        throw emailTaken();
      }
      const passwordHash = await hashPassword(body.password);
      const locale = body.locale ?? preferredLocale(request.acceptsLanguages([...LOCALES]));
      const user = await createUser(
        database,
        { email, passwordHash, name: body.name ?? null, locale },
        (tx) => admit(tx, config, application),
      );
      await startSession(database, request, user.id);
      if (mailer !== undefined) {
        const sending = { mailer, origin: publicOrigin(config, request) };
        await sendVerification(database, sending, user.id).catch((error: unknown) =>
          log.error({ err: error }, 'an e-mail address was not asked to be verified'),
        );
      }
      return { user };
    }),
    route(login, async (_input, { request, response }) => {
      const userId = await authenticate(request, response);
      await restoreAccount(database, userId);
      await startSession(database, request, userId);
      return { user: await readUser(database, userId) };
    }),
    route(logout, async (_input, { request, response }) => {
      await endSession(request);
      sessions.clearCookie(response);
    }),
    route(getSession, async (_input, { userId }) => {
      const user = await readUser(database, userId);
      return { user, ...(await database.withUser(userId, (tx) => readPlanAndUsage(tx, userId))) };
    }),
    route(getAccount, async (_input, { userId }) => ({ user: await readUser(database, userId) })),
    route(updateAccount, ({ body: { changeId, ...patch } }, { userId }) =>
      database.withChanges(userId, 1, async (tx, seqs) => ({
        user: (await isFirstTime(tx, userId, changeId, patch))
          ? await updateUser(tx, userId, seqs, patch)
          : await findUser(tx, userId),
      })),
    ),
    route(changePassword, async ({ body }, { userId, request }) => {
      const account = await confirmPassword(database, userId, body.currentPassword);
      await assertGoodPassword(body.newPassword, account.email);
      await replacePassword(database, userId, body.newPassword);
      await startSession(database, request, userId);
      mailer?.send(composeMail({ ...account, name: null }, mailTexts[account.locale].passwordChanged()));
    }),
  ];
}

function preferredLocale(accepted: string | false): Locale {
  return LOCALES.find((locale) => locale === accepted) ?? 'en';
}
