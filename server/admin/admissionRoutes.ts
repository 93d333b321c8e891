import { publicOrigin } from '#platform/http/publicOrigin.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/admin.ts';
import {
  composeMail,
  createInvitation,
  deleteInvitation,
  listInvitations,
  mailTexts,
  normaliseEmail,
  readRegistrationMode,
  readUser,
  setRegistrationMode,
} from '../accounts/index.ts';
import { actorOf } from './actor.ts';
import type { AdminParts } from './adminParts.ts';
import { type Actor, asAdmin, changesOf } from './auditLog.ts';
import { makeResetLink } from './userActs.ts';

/** Who gets in: what the people who run the server decide. */
export function admissionRoutes(parts: AdminParts): Route[] {
  const { database, config, mailer } = parts;
  return [
    route(contract.createResetLink, ({ body }, context) => {
      const wanted = { email: normaliseEmail(body.email), origin: publicOrigin(config, context.request) };
      return makeResetLink(parts, actorOf(context), wanted);
    }),
    route(contract.getRegistration, () => readRegistration(parts)),
    route(contract.updateRegistration, async ({ body }, context) => {
      await decideRegistration(parts, actorOf(context), body.mode);
      return readRegistration(parts);
    }),
    route(contract.listInvitations, async () => ({ invitations: await listInvitations(database) })),
    route(contract.createInvitation, async ({ body }, context) => {
      const { userId, request } = context;
      const email = body.email === undefined ? null : normaliseEmail(body.email);
      const { invitation, token } = await asAdmin(database, actorOf(context), async (tx, record) => {
        const made = await createInvitation(tx, { createdBy: userId, email });
        const target = { type: 'invitation', id: made.invitation.id, name: email } as const;
        await record({ act: 'invitation_created', target });
        return made;
      });
      const url = `${publicOrigin(config, request)}/register#${token}`;
      if (email !== null && mailer !== undefined) {
        const { locale } = (await readUser(database, userId)).settings;
        mailer.send(composeMail({ email, name: null, locale }, mailTexts[locale].invitation(url)));
      }
      return { invitation, url, isMailed: email !== null && mailer !== undefined };
    }),
    route(contract.deleteInvitation, async ({ params }, context) => {
      await asAdmin(database, actorOf(context), async (tx, record) => {
        const email = await deleteInvitation(tx, params.id);
        const target = { type: 'invitation', id: params.id, name: email } as const;
        await record({ act: 'invitation_deleted', target });
      });
    }),
  ];
}

type Mode = Parameters<typeof setRegistrationMode>[2];

/** Who may register, and whether the environment says so. */
export async function readRegistration({ database, config }: Pick<AdminParts, 'database' | 'config'>) {
  return { mode: await readRegistrationMode(database, config), isFixed: config.registration.isFixed };
}

/** Throws `forbidden` where the environment decides. */
export async function decideRegistration(
  { database, config }: Pick<AdminParts, 'database' | 'config'>,
  actor: Actor,
  mode: Mode,
): Promise<void> {
  await asAdmin(database, actor, async (tx, record) => {
    const before = await setRegistrationMode(tx, config, mode);
    if (before === mode) return;
    const target = { type: 'server', id: null, name: null } as const;
    await record({ act: 'registration_changed', target, changes: changesOf({ mode: before }, { mode }) });
  });
}
