import type { Database } from '#platform/database/database.ts';
import { endAllDevices } from './devices.ts';
import { hashPassword } from './passwords.ts';

/** Gives the account another password; the sessions and links that the old one let somebody make are worth nothing. */
export async function replacePassword(database: Database, userId: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await database.asSystem('the hash is out of reach of the application role', async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { id: true } });
    await endAllDevices(tx, userId);
    await tx.accountLink.deleteMany({
      where: { userId, purpose: { in: ['change_email', 'reset_password'] } },
    });
  });
}
