import type { Transaction } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';

/**
 * To be asked, in the same transaction, before somebody stops being an admin who can log in. Throws `last_admin` when
 * nobody else would be left to run the server; nothing for who is no admin.
 */
export async function assertNotLastAdmin(tx: Transaction, userId: string): Promise<void> {
  // Two admins who go at the same time see each other.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('kipux admins'))`;
  const admins = await tx.user.findMany({
    where: { role: 'admin', suspendedAt: null, deletionRequestedAt: null },
    select: { id: true },
    take: 2,
  });
  if (admins.length !== 1 || admins[0]?.id !== userId) return;
  throw new AppError('last_admin', 'Nobody else runs this server. Make another person an admin first.');
}

/** Whether there are accounts but nobody who can run the server, as after an upgrade from before there were admins. */
export async function lacksAdmin(tx: Transaction): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ lacks: boolean }[]>`
    SELECT EXISTS (SELECT FROM users) AND NOT EXISTS (SELECT FROM users WHERE role = 'admin') AS lacks`;
  return row?.lacks === true;
}
