import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import type { Mailer } from '#platform/mail/mailer.ts';
import { Prisma } from '#prisma/client.ts';
import { type Locale, localeSchema } from '#shared/entities.ts';
import { createAccountLink, linkInvalid, readAccountLink, spendAccountLink } from './accountLinks.ts';
import { composeMail } from './composeMail.ts';
import { mailTexts } from './mailTexts.ts';
import { emailTaken } from './store.ts';

const WHY = 'e-mail addresses are out of reach of the application role';

export type EmailState = { emailVerified: boolean; pendingEmail: string | null };
type Owner = { id: string; email: string; locale: Locale };
type Sending = { mailer: Mailer; origin: string };

const STATE: Statement = {
  name: 'find e-mail state',
  text: `SELECT email_verified_at IS NOT NULL AS "emailVerified", (SELECT link.email FROM account_links link
      WHERE link.user_id = users.id AND purpose = 'change_email' AND expires_at > now() LIMIT 1) AS "pendingEmail"
    FROM users WHERE id = $1`,
};

/** Whether the address was proven to be the person's, and which one waits to be. */
export async function readEmailState({ readAsUser }: Database, userId: string): Promise<EmailState> {
  const [state] = await readAsUser<EmailState>(userId, STATE, [userId]);
  return state ?? { emailVerified: false, pendingEmail: null };
}

/** Mails a link by which the person shows that the address of their account is theirs. Nothing when it is known. */
export async function sendVerification(
  database: Database,
  { mailer, origin }: Sending,
  userId: string,
): Promise<void> {
  const made = await database.asSystem(WHY, async (tx) => {
    const user = await tx.user.findUnique({
      where: { id: userId, emailVerifiedAt: null },
      select: { email: true, name: true, locale: true },
    });
    if (user === null) return undefined;
    const link = await createAccountLink(tx, { userId, purpose: 'verify_email', email: user.email });
    return link && { user, link };
  });
  if (made === undefined) return;
  const locale = localeSchema.catch('en').parse(made.user.locale);
  const url = `${origin}/confirm-email#${made.link.token}`;
  mailer.send(composeMail({ ...made.user, locale }, mailTexts[locale].verifyEmail(url)));
}

/** Begins a change that the new address has to confirm; the old one is told. Throws `email_taken`. */
export async function requestEmailChange(
  database: Database,
  { mailer, origin }: Sending,
  owner: Owner,
  email: string,
): Promise<void> {
  const link = await database.asSystem(WHY, async (tx) => {
    const taken = await tx.user.findUnique({ where: { email }, select: { id: true } });
    if (taken !== null) throw emailTaken();
    await tx.accountLink.deleteMany({
      where: { userId: owner.id, purpose: 'change_email', email: { not: email } },
    });
    return createAccountLink(tx, { userId: owner.id, purpose: 'change_email', email });
  });
  if (link === undefined) return;
  const texts = mailTexts[owner.locale];
  const to = { name: null, locale: owner.locale };
  const url = `${origin}/confirm-email#${link.token}`;
  mailer.send(composeMail({ ...to, email }, texts.confirmNewEmail(url)));
  mailer.send(composeMail({ ...to, email: owner.email }, texts.emailChangeAsked(email)));
}

/** Changes the address at once: where the server sends no mail nothing can be confirmed. Throws `email_taken`. */
export async function setEmail(database: Database, userId: string, email: string): Promise<void> {
  await database.asSystem(WHY, (tx) =>
    tx.user
      .update({ where: { id: userId }, data: { email, emailVerifiedAt: null }, select: { id: true } })
      .catch(asEmailTaken),
  );
}

export async function cancelEmailChange(database: Database, userId: string): Promise<void> {
  await database.asSystem(WHY, (tx) =>
    tx.accountLink.deleteMany({ where: { userId, purpose: 'change_email' } }),
  );
}

/** Follows a link of either kind. Throws `link_invalid`, or `email_taken` when somebody else was faster. */
export async function confirmEmail(
  database: Database,
  mailer: Mailer | undefined,
  token: string,
): Promise<{ email: string }> {
  const link = await readAccountLink(database, token, ['verify_email', 'change_email']);
  const { userId, purpose, email } = link;
  if (email === null) throw linkInvalid();
  const before = await database.asSystem(WHY, async (tx) => {
    await spendAccountLink(tx, token, link);
    const user = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: { email: true, locale: true },
    });
    // The address has changed since this one was to be verified.
    if (purpose === 'verify_email' && user.email !== email) throw linkInvalid();
    await tx.user
      .update({ where: { id: userId }, data: { email, emailVerifiedAt: new Date() }, select: { id: true } })
      .catch(asEmailTaken);
    return user;
  });
  if (before.email !== email) {
    const locale = localeSchema.catch('en').parse(before.locale);
    mailer?.send(
      composeMail({ email: before.email, name: null, locale }, mailTexts[locale].emailChanged(email)),
    );
  }
  return { email };
}

function asEmailTaken(error: unknown): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw emailTaken();
  throw error;
}
