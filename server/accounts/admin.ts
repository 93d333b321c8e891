import type { Config } from '#platform/config.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { AppError } from '#platform/errors.ts';
import { readTwoFactorState } from './twoFactor.ts';

type Standing = { role: string; isAway: boolean };

const STANDING: Statement = {
  name: 'find standing',
  text: `SELECT role, suspended_at IS NOT NULL OR deletion_requested_at IS NOT NULL AS "isAway"
    FROM users WHERE id = $1`,
};

/**
 * Throws `forbidden` when the signed-in user does not operate the server, `not_signed_in` when they were suspended or
 * are leaving since the request came in, and `two_factor_needed` when the server asks its admins for a second proof that
 * this one has not turned on.
 */
export async function assertAdmin(
  { database, config }: { database: Database; config: Config },
  userId: string,
): Promise<void> {
  const [standing] = await database.readAsUser<Standing>(userId, STANDING, [userId]);
  assertStanding(standing);
  if (!config.adminsNeedTwoFactor || (await readTwoFactorState(database, userId)).twoFactor) return;
  throw new AppError(
    'two_factor_needed',
    'This server asks its admins to turn two-step verification on first.',
  );
}

/**
 * The same as a part of what an admin does, without the second proof: until the transaction ends nobody demotes or
 * suspends them, and who is doing so is waited for.
 */
export async function assertStillAdmin(tx: Transaction, userId: string): Promise<void> {
  const [standing] = await tx.$queryRaw<Standing[]>`
    SELECT role::text, suspended_at IS NOT NULL OR deletion_requested_at IS NOT NULL AS "isAway"
    FROM users WHERE id = ${userId}::uuid FOR SHARE`;
  assertStanding(standing);
}

function assertStanding(standing: Standing | undefined): void {
  if (standing === undefined || standing.isAway) throw new AppError('not_signed_in', 'Sign in first.');
  if (standing.role === 'admin') return;
  throw new AppError('forbidden', 'This is for the people who run the server.');
}
