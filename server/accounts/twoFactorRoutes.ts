import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/twoFactor.ts';
import type { AccountParts } from './accountParts.ts';
import { restoreAccount } from './deletion.ts';
import { assertMayLogIn, startSession } from './login.ts';
import { createLoginChallenges } from './loginChallenge.ts';
import { confirmPassword } from './passwordCheck.ts';
import { createSecretBox } from './secretBox.ts';
import { readAccount, readUser } from './store.ts';
import * as twoFactor from './twoFactor.ts';

/** A second proof beside the password, for those who turn it on. */
export function twoFactorRoutes({ database, config }: AccountParts): Route[] {
  const challenges = createLoginChallenges(config.sessionSecret);
  const parts = { database, box: createSecretBox(config.sessionSecret, 'two factor') };
  return [
    route(contract.loginSecondFactor, async ({ body }, { request }) => {
      const userId = challenges.userOf(body.challenge);
      const account = await readAccount(database, userId);
      challenges.check(body.challenge, account.passwordHash);
      assertMayLogIn(account);
      await twoFactor.proveSecondFactor(parts, userId, body.code);
      await restoreAccount(database, userId);
      await startSession(database, request, userId);
      return { user: await readUser(database, userId) };
    }),
    route(contract.beginTwoFactor, async ({ body }, { userId }) => {
      const { email } = await confirmPassword(database, userId, body.password);
      return twoFactor.beginTwoFactor(parts, { userId, email });
    }),
    route(contract.confirmTwoFactor, async ({ body }, { userId, request }) => {
      const recoveryCodes = await twoFactor.confirmTwoFactor(parts, userId, body.code);
      await startSession(database, request, userId);
      return { recoveryCodes };
    }),
    route(contract.endTwoFactor, async ({ body }, { userId, request }) => {
      await confirmPassword(database, userId, body.password);
      await twoFactor.proveSecondFactor(parts, userId, body.code);
      await twoFactor.endTwoFactor(parts, userId);
      await startSession(database, request, userId);
    }),
    route(contract.renewRecoveryCodes, async ({ body }, { userId }) => {
      await confirmPassword(database, userId, body.password);
      await twoFactor.proveSecondFactor(parts, userId, body.code);
      return { recoveryCodes: await twoFactor.renewRecoveryCodes(parts, userId) };
    }),
  ];
}
