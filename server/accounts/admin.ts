import type { Database } from '#platform/database/database.ts';
import { AppError } from '#platform/errors.ts';
import { readUser } from './store.ts';

/** Throws `forbidden` when the signed-in user does not operate the server. */
export async function assertAdmin(database: Database, userId: string): Promise<void> {
  const { role } = await readUser(database, userId);
  if (role !== 'admin') throw new AppError('forbidden', 'This is for the people who run the server.');
}
