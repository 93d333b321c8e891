import type { Request } from 'express';
import { AppError } from '#platform/errors.ts';
import { publicOrigin } from '#platform/http/publicOrigin.ts';
import { addressOwner, createRateLimit } from '#platform/http/rateLimit.ts';
import { type Route, route } from '#platform/http/route.ts';
import type { Mailer } from '#platform/mail/mailer.ts';
import * as contract from '#shared/endpoints/recovery.ts';
import type { AccountParts } from './accountParts.ts';
import { normaliseEmail } from './email.ts';
import * as emailAddress from './emailAddress.ts';
import { confirmPassword } from './passwordCheck.ts';
import { mailResetLink, resetPassword } from './recovery.ts';
import { readRegistrationMode } from './registration.ts';
import { hasAccounts } from './setupCode.ts';
import { readUser } from './store.ts';
import { readTwoFactorState } from './twoFactor.ts';

/** Forgotten passwords and proven e-mail addresses: what needs mail, and what is there without. */
export function recoveryRoutes({ database, config, mailer, log }: AccountParts): Route[] {
  const forgotten = createRateLimit({ points: 60, duration: 600 });
  // Of a signed-in person too: finding out which e-mails have an account is to be slow work.
  const emailChanges = createRateLimit({ points: 30, duration: 600 });
  const sending = (request: Request) => ({
    mailer: needMailer(mailer),
    origin: publicOrigin(config, request),
  });
  return [
    route(contract.getAuthOptions, async () => ({
      registration: await readRegistrationMode(database, config),
      setupCode: !config.isLoopback && !(await hasAccounts(database)),
      mail: mailer !== undefined,
    })),
    route(contract.forgotPassword, async ({ body }, { request }) => {
      const { mailer: sender, origin } = sending(request);
      await forgotten(addressOwner(request.ip ?? ''));
      const email = normaliseEmail(body.email);
      // After the answer: nobody learns from its time whether there is such an account.
      setImmediate(() => {
        mailResetLink(database, sender, { email, origin }).catch((error: unknown) =>
          log.error({ err: error }, 'a link for a forgotten password was not made'),
        );
      });
    }),
    route(contract.resetPassword, ({ body }) => resetPassword(database, body.token, body.password)),
    route(contract.confirmEmail, ({ body }) => emailAddress.confirmEmail(database, mailer, body.token)),
    route(contract.getSecurity, async (_input, { userId }) => ({
      ...(await emailAddress.readEmailState(database, userId)),
      ...(await readTwoFactorState(database, userId)),
      mail: mailer !== undefined,
    })),
    route(contract.changeEmail, async ({ body }, { userId, request }) => {
      await emailChanges(userId);
      const owner = await confirmPassword(database, userId, body.password);
      const email = normaliseEmail(body.email);
      if (email !== owner.email) {
        if (mailer === undefined) await emailAddress.setEmail(database, userId, email);
        else await emailAddress.requestEmailChange(database, sending(request), owner, email);
      }
      const { pendingEmail } = await emailAddress.readEmailState(database, userId);
      return { user: await readUser(database, userId), pendingEmail };
    }),
    route(contract.cancelEmailChange, (_input, { userId }) =>
      emailAddress.cancelEmailChange(database, userId),
    ),
    route(contract.sendVerification, (_input, { userId, request }) =>
      emailAddress.sendVerification(database, sending(request), userId),
    ),
  ];
}

function needMailer(mailer: Mailer | undefined): Mailer {
  if (mailer !== undefined) return mailer;
  throw new AppError(
    'mail_not_configured',
    'This server sends no mail. Ask the people who run it for a link to choose another password.',
  );
}
