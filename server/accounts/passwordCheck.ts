import type { Database } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { assertNotThrottled, forgetFailures, recordFailure } from './loginThrottle.ts';
import { inHashingLine, isPassword } from './passwords.ts';
import { type Account, readAccount } from './store.ts';

/**
 * Whether a password belongs to an e-mail address. Failures are counted within the line: of a hundred guesses sent at
 * once not one more is tried than of a hundred in a row.
 * @param hash undefined: nobody has this address; takes as long and is false
 * @param place where the attempt comes from, as `addressKey` gives it: failures are counted for it as well
 */
export function isRightPassword(
  database: Database,
  email: string,
  password: string,
  hash: string | undefined,
  place?: string,
): Promise<boolean> {
  return inHashingLine(async () => {
    await assertNotThrottled(database, email);
    const isSame = await isPassword(password, hash);
    if (!isSame) await recordFailure(database, place === undefined ? [email] : [email, place]);
    return isSame;
  });
}

/** Asks a signed-in person for their password once more, before what a found device must not do. Throws `wrong_password`. */
export async function confirmPassword(
  database: Database,
  userId: string,
  password: string,
): Promise<Account> {
  const account = await readAccount(database, userId);
  if (!(await isRightPassword(database, account.email, password, account.passwordHash))) {
    throw new AppError('wrong_password', 'This is not the password of this account.');
  }
  await forgetFailures(database, account.email);
  return account;
}
