import type { Config } from '#platform/config.ts';
import type { Database } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { readUser } from './store.ts';
import { readTwoFactorState } from './twoFactor.ts';

/**
 * Throws `forbidden` when the signed-in user does not operate the server, and `two_factor_needed` when the server asks its
 * admins for a second proof that this one has not turned on.
 */
export async function assertAdmin(
  { database, config }: { database: Database; config: Config },
  userId: string,
): Promise<void> {
  const { role } = await readUser(database, userId);
  if (role !== 'admin') throw new AppError('forbidden', 'This is for the people who run the server.');
  if (!config.adminsNeedTwoFactor || (await readTwoFactorState(database, userId)).twoFactor) return;
  throw new AppError(
    'two_factor_needed',
    'This server asks its admins to turn two-step verification on first.',
  );
}
