import type { Database } from '#platform/database/database.ts';
import { endAllDevices } from './devices.ts';
import { hashPassword } from './passwords.ts';

/** Gives the account another password and ends all its sessions with the old one. */
export async function replacePassword(database: Database, userId: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await database.asSystem('the hash is out of reach of the application role', async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { id: true } });
    await endAllDevices(tx, userId);
  });
}
