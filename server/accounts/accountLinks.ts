import { createHash, randomBytes } from 'node:crypto';
import type { Database, Transaction } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';

export type LinkPurpose = 'verify_email' | 'change_email' | 'reset_password';
export type AccountLink = { userId: string; purpose: LinkPurpose; email: string | null };

const MINUTES: Record<LinkPurpose, number> = { verify_email: 24 * 60, change_email: 120, reset_password: 60 };
/** Within it so many links are made for one person, and no more. */
export const LINK_WINDOW_MINUTES = 15;
const MOST_WITHIN_WINDOW = 3;
const WHY = 'a link is followed by somebody who is not signed in';

/** The secret that goes into a link, and its end. Only a hash of it is kept. */
export type NewLink = { token: string; expiresAt: Date };

/** Makes a link. Undefined when so many were made within a quarter of an hour that somebody's mailbox would suffer. */
export async function createAccountLink(
  tx: Transaction,
  { userId, purpose, email }: AccountLink,
): Promise<NewLink | undefined> {
  // Requests that come at once count each other.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`account link ${userId}`}))`;
  const since = new Date(Date.now() - LINK_WINDOW_MINUTES * 60_000);
  const recent = await tx.accountLink.count({ where: { userId, purpose, createdAt: { gt: since } } });
  if (recent >= MOST_WITHIN_WINDOW) return undefined;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + MINUTES[purpose] * 60_000);
  await tx.accountLink.create({ data: { userId, tokenHash: hashToken(token), purpose, email, expiresAt } });
  return { token, expiresAt };
}

/** What a link stands for, without using it. Throws `link_invalid`. */
export function readAccountLink(
  database: Database,
  token: string,
  purposes: readonly LinkPurpose[],
): Promise<AccountLink> {
  return database.asSystem(WHY, async (tx) => {
    const row = await tx.accountLink.findUnique({ where: { tokenHash: hashToken(token) } });
    const purpose = purposes.find((candidate) => candidate === row?.purpose);
    if (row === null || purpose === undefined || row.expiresAt < new Date()) throw linkInvalid();
    return { userId: row.userId, purpose, email: row.email };
  });
}

/** Uses a link up, and with it all others of its purpose. Throws `link_invalid` when somebody was faster. */
export async function spendAccountLink(tx: Transaction, token: string, link: AccountLink): Promise<void> {
  const { count } = await tx.accountLink.deleteMany({ where: { tokenHash: hashToken(token) } });
  if (count === 0) throw linkInvalid();
  await tx.accountLink.deleteMany({ where: { userId: link.userId, purpose: link.purpose } });
  await tx.accountLink.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function linkInvalid(): AppError {
  return new AppError('link_invalid', 'This link was used already or is too old. Ask for another.');
}
