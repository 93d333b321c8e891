import { AppError } from '../errors.ts';
import { requestHash } from '../requestHash.ts';
import type { Transaction } from './database.ts';

/**
 * Whether this change is to be carried out: false when it was before, in a call whose answer may have been lost. Throws
 * `id_taken` when the id stood for another change. Without an id a change is always new.
 */
export async function isFirstTime(
  tx: Transaction,
  userId: string,
  changeId: string | undefined,
  change: object,
): Promise<boolean> {
  if (changeId === undefined) return true;
  const hash = requestHash(change);
  const inserted = await tx.$executeRaw`
    INSERT INTO change_receipts (user_id, id, request_hash) VALUES (${userId}::uuid, ${changeId}::uuid, ${hash})
    ON CONFLICT DO NOTHING`;
  if (inserted === 1) return true;
  const receipt = await tx.changeReceipt.findUnique({ where: { userId_id: { userId, id: changeId } } });
  if (receipt?.requestHash !== hash)
    throw new AppError('id_taken', 'This change id already stands for another change.');
  return false;
}
