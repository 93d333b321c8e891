import { randomBytes } from 'node:crypto';
import type { Role } from '#prisma/client.ts';
import type { Locale } from '#shared/entities.ts';
import {
  createResetLink,
  forgetSetupCodes,
  hashPassword,
  insertUser,
  isFirstAccount,
} from '../accounts/index.ts';
import type { AdminParts } from './adminParts.ts';
import { type Actor, asAdmin, changesOf } from './auditLog.ts';

export type WantedAccount = {
  /** Normalised. */
  email: string;
  name: string | null;
  role: Role;
  locale: Locale;
  /** Where the link to choose a password is to lead. */
  origin: string;
};

/**
 * Creates an account that nobody can log in to before its person has chosen a password by the link. The first account is an
 * admin's, whatever role is wanted: nobody else could run the server. Throws `email_taken`.
 * @returns its id, its role, the link, and until when that works
 */
export async function createAccount(
  { database }: Pick<AdminParts, 'database'>,
  actor: Actor,
  { role: wantedRole, origin, ...wanted }: WantedAccount,
): Promise<{ id: string; role: Role; url: string; expiresAt: string }> {
  const { email } = wanted;
  const passwordHash = await hashPassword(randomBytes(32).toString('base64url'));
  return asAdmin(database, actor, async (tx, record) => {
    const role = (await isFirstAccount(tx)) ? 'admin' : wantedRole;
    const { id } = await insertUser(tx, { ...wanted, passwordHash }, role);
    await forgetSetupCodes(tx);
    const link = await createResetLink(tx, { email, origin });
    const target = { type: 'user', id, name: email } as const;
    await record({ act: 'user_created', target, changes: changesOf({}, { role }) });
    return { id, role, url: link.url, expiresAt: link.expiresAt.toISOString() };
  });
}
