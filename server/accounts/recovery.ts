import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { rateLimited } from '#platform/http/rateLimit.ts';
import type { Mailer } from '#platform/mail/mailer.ts';
import {
  createAccountLink,
  LINK_WINDOW_MINUTES,
  linkInvalid,
  readAccountLink,
  spendAccountLink,
} from './accountLinks.ts';
import { composeMail, type Recipient } from './composeMail.ts';
import { endAllDevices } from './devices.ts';
import { forgetFailures } from './loginThrottle.ts';
import { mailTexts } from './mailTexts.ts';
import { assertGoodPassword, hashPassword } from './passwords.ts';

type Person = Recipient & { id: string };
export type ResetLink = { userId: string; url: string; expiresAt: Date };

const WHY = 'forgotten password: nobody is signed in';
const PERSON: Statement = {
  name: 'find recipient',
  text: 'SELECT id, email, name, locale FROM users WHERE email = $1 AND suspended_at IS NULL',
};

/** Mails a link to choose another password, if somebody has this address. */
export async function mailResetLink(
  database: Database,
  mailer: Mailer,
  { email, origin }: { email: string; origin: string },
): Promise<void> {
  const [person] = await database.runAsSystem<Person>(WHY, PERSON, [email]);
  if (person === undefined) return;
  const link = await database.asSystem(WHY, (tx) =>
    createAccountLink(tx, { userId: person.id, purpose: 'reset_password', email: person.email }),
  );
  if (link === undefined) return;
  mailer.send(composeMail(person, mailTexts[person.locale].resetPassword(resetUrl(origin, link.token))));
}

/**
 * A link to choose another password, to be handed over by an admin where the server sends no mail. Throws `not_found`;
 * `forbidden` for who is suspended; `rate_limited` when three were made within a quarter of an hour.
 */
export async function createResetLink(
  tx: Transaction,
  { email, origin }: { email: string; origin: string },
): Promise<ResetLink> {
  const person = await tx.user.findUnique({ where: { email }, select: { id: true, suspendedAt: true } });
  if (person === null) throw notFound('account');
  if (person.suspendedAt !== null) {
    throw new AppError('forbidden', 'This account is suspended. Restore it before its password is changed.');
  }
  const link = await createAccountLink(tx, { userId: person.id, purpose: 'reset_password', email: null });
  if (link === undefined) throw rateLimited(LINK_WINDOW_MINUTES * 60);
  return { userId: person.id, url: resetUrl(origin, link.token), expiresAt: link.expiresAt };
}

function resetUrl(origin: string, token: string): string {
  return `${origin}/reset#${token}`;
}

/**
 * Gives the account that a link stands for another password and ends all its sessions. A link that came by mail shows
 * that the address is the person's. Throws `link_invalid` or `weak_password`, which leaves the link as it was.
 */
export async function resetPassword(database: Database, token: string, password: string): Promise<void> {
  const link = await readAccountLink(database, token, ['reset_password']);
  const account = await database.asSystem(WHY, (tx) =>
    tx.user.findUnique({ where: { id: link.userId }, select: { email: true, emailVerifiedAt: true } }),
  );
  if (account === null) throw linkInvalid();
  await assertGoodPassword(password, account.email);
  const passwordHash = await hashPassword(password);
  const isProven = link.email === account.email;
  await database.asSystem(WHY, async (tx) => {
    await spendAccountLink(tx, token, link);
    await tx.user.update({
      where: { id: link.userId },
      data: { passwordHash, ...(isProven ? { emailVerifiedAt: account.emailVerifiedAt ?? new Date() } : {}) },
      select: { id: true },
    });
    await tx.accountLink.deleteMany({ where: { userId: link.userId, purpose: 'change_email' } });
    await endAllDevices(tx, link.userId);
  });
  await forgetFailures(database, account.email);
}
