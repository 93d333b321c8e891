import { notFound } from '#platform/errors.ts';
import { publicOrigin } from '#platform/http/publicOrigin.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/admin.ts';
import type { AccountParts } from './accountParts.ts';
import { assertAdmin } from './admin.ts';
import { composeMail } from './composeMail.ts';
import { normaliseEmail } from './email.ts';
import { createInvitation, deleteInvitation, listInvitations } from './invitations.ts';
import { mailTexts } from './mailTexts.ts';
import { createResetLink } from './recovery.ts';
import { readRegistrationMode, setRegistrationMode } from './registration.ts';
import { readUser } from './store.ts';

/** Who gets in: what the people who run the server decide. */
export function accountAdminRoutes({ database, config, mailer }: AccountParts): Route[] {
  const readRegistration = async () => ({
    mode: await readRegistrationMode(database, config),
    isFixed: config.registration.isFixed,
  });
  return [
    route(contract.createResetLink, async ({ body }, { userId, request }) => {
      await assertAdmin({ database, config }, userId);
      const wanted = { email: normaliseEmail(body.email), origin: publicOrigin(config, request) };
      const link = await createResetLink(database, wanted);
      if (link === undefined) throw notFound('account');
      return { url: link.url, expiresAt: link.expiresAt.toISOString() };
    }),
    route(contract.getRegistration, async (_input, { userId }) => {
      await assertAdmin({ database, config }, userId);
      return readRegistration();
    }),
    route(contract.updateRegistration, async ({ body }, { userId }) => {
      await assertAdmin({ database, config }, userId);
      await setRegistrationMode(database, config, body.mode);
      return readRegistration();
    }),
    route(contract.listInvitations, async (_input, { userId }) => {
      await assertAdmin({ database, config }, userId);
      return { invitations: await listInvitations(database) };
    }),
    route(contract.createInvitation, async ({ body }, { userId, request }) => {
      await assertAdmin({ database, config }, userId);
      const email = body.email === undefined ? null : normaliseEmail(body.email);
      const { invitation, token } = await createInvitation(database, { createdBy: userId, email });
      const url = `${publicOrigin(config, request)}/register#${token}`;
      if (email !== null && mailer !== undefined) {
        const { locale } = (await readUser(database, userId)).settings;
        mailer.send(composeMail({ email, name: null, locale }, mailTexts[locale].invitation(url)));
      }
      return { invitation, url, isMailed: email !== null && mailer !== undefined };
    }),
    route(contract.deleteInvitation, async ({ params }, { userId }) => {
      await assertAdmin({ database, config }, userId);
      await deleteInvitation(database, params.id);
    }),
  ];
}
