import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '#platform/database/database.ts';
import { notFound } from '#platform/errors.ts';
import type { Invitation } from '#shared/entities.ts';
import { LIMITS } from '#shared/limits.ts';
import { hashToken, linkInvalid } from './accountLinks.ts';

const DAYS = 7;
const WHY = 'invitations belong to nobody yet';

type InvitationRow = { id: string; email: string | null; expiresAt: Date; createdAt: Date };

/** Promises somebody an account, for a week. @param email who alone may use it; null: whoever has the link */
export async function createInvitation(
  tx: Transaction,
  { createdBy, email }: { createdBy: string; email: string | null },
): Promise<{ invitation: Invitation; token: string }> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + DAYS * 86_400_000);
  const row = await tx.invitation.create({
    data: { id: uuidv7(), tokenHash: hashToken(token), email, createdBy, expiresAt },
  });
  return { invitation: presentInvitation(row), token };
}

/** The invitations that nobody has used yet, the newest first. */
export async function listInvitations(database: Database): Promise<Invitation[]> {
  const rows = await database.asSystem(WHY, (tx) =>
    tx.invitation.findMany({
      where: { expiresAt: { gt: new Date() } },
      orderBy: { createdAt: 'desc' },
      take: LIMITS.invitations,
    }),
  );
  return rows.map(presentInvitation);
}

/** Takes an invitation back. Throws `not_found`. @returns whom alone it was for */
export async function deleteInvitation(tx: Transaction, id: string): Promise<string | null> {
  const row = await tx.invitation.findUnique({ where: { id }, select: { email: true } });
  const { count } = await tx.invitation.deleteMany({ where: { id } });
  if (row === null || count === 0) throw notFound('invitation');
  return row.email;
}

/** Throws `link_invalid` unless the secret is of an invitation that this address may use. */
export async function assertInvited(tx: Transaction, token: string, email: string): Promise<void> {
  const row = await tx.invitation.findUnique({ where: { tokenHash: hashToken(token) } });
  if (row === null || row.expiresAt < new Date() || (row.email !== null && row.email !== email))
    throw linkInvalid();
}

/** Uses an invitation up, in the transaction that creates the account. Throws `link_invalid`. */
export async function spendInvitation(tx: Transaction, token: string, email: string): Promise<void> {
  await assertInvited(tx, token, email);
  const { count } = await tx.invitation.deleteMany({ where: { tokenHash: hashToken(token) } });
  if (count === 0) throw linkInvalid();
}

function presentInvitation({ id, email, expiresAt, createdAt }: InvitationRow): Invitation {
  return { id, email, expiresAt: expiresAt.toISOString(), createdAt: createdAt.toISOString() };
}
