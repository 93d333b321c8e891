import { randomBytes } from 'node:crypto';
import type { Role } from '#prisma/client.ts';
import type { Locale } from '#shared/entities.ts';
import { createResetLink, forgetSetupCodes, hashPassword, insertUser } from '../accounts/index.ts';
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
 * Creates an account that nobody can log in to before its person has chosen a password by the link. Throws `email_taken`.
 * @returns its id, the link, and until when that works
 */
export async function createAccount(
  { database }: Pick<AdminParts, 'database'>,
  actor: Actor,
  { role, origin, ...wanted }: WantedAccount,
): Promise<{ id: string; url: string; expiresAt: string }> {
  const { email } = wanted;
  const passwordHash = await hashPassword(randomBytes(32).toString('base64url'));
  return asAdmin(database, actor, async (tx, record) => {
    const { id } = await insertUser(tx, { ...wanted, passwordHash }, role);
    await forgetSetupCodes(tx);
    const link = await createResetLink(tx, { email, origin });
    const target = { type: 'user', id, name: email } as const;
    await record({ act: 'user_created', target, changes: changesOf({}, { role }) });
    return { id, url: link.url, expiresAt: link.expiresAt.toISOString() };
  });
}
