import type { Database } from '#platform/database/database.ts';
import type { Statement } from '#platform/database/singleStatements.ts';
import { forgetJobs, hastenJobs } from '#platform/jobs.ts';
import type { Log } from '#platform/log.ts';
import type { FileStore } from '../documents/index.ts';
import { assertNotLastAdmin } from './lastAdmin.ts';
import { forgetFailures } from './loginThrottle.ts';
import { secondFactorKey } from './twoFactor.ts';

export const GRACE_DAYS = 14;

const WHY = 'an account that is being deleted';
const SWEEP_MS = 60 * 60_000;
const AT_ONCE = 20;

/**
 * Marks the account and ends its sessions; all of it is still there. Throws `last_admin`.
 * @returns when it will be gone
 */
export async function requestDeletion(database: Database, userId: string): Promise<Date> {
  const requestedAt = new Date();
  await database.asSystem(WHY, async (tx) => {
    await assertNotLastAdmin(tx, userId);
    await tx.user.update({
      where: { id: userId },
      data: { deletionRequestedAt: requestedAt },
      select: { id: true },
    });
  });
  return new Date(requestedAt.getTime() + GRACE_DAYS * 86_400_000);
}

const RESTORE: Statement = {
  name: 'restore account',
  text: `UPDATE users SET deletion_requested_at = NULL WHERE id = $1 AND deletion_requested_at IS NOT NULL
    RETURNING id`,
};

/** Takes a deletion back: its person has logged in. */
export async function restoreAccount(database: Database, userId: string): Promise<void> {
  const restored = await database.runAsSystem(WHY, RESTORE, [userId]);
  if (restored.length > 0) await hastenJobs(database, userId);
}

type Parts = { database: Database; files: FileStore; log: Log };
type Due = { id: string; email: string };

const DELETE_DUE: Statement = {
  name: 'delete due accounts',
  text: `DELETE FROM users WHERE id IN (
      SELECT id FROM users WHERE deletion_requested_at < now() - make_interval(days => $1) ORDER BY deletion_requested_at LIMIT $2
    ) AND deletion_requested_at IS NOT NULL RETURNING id, email`,
};

/**
 * Removes the accounts whose time is over: rows (all tables cascade), files, jobs, counted failures. Rows go first: a
 * crash leaves files that the file sweep finds.
 * @returns how many
 */
export async function deleteDueAccounts({ database, files }: Omit<Parts, 'log'>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const due = await database.runAsSystem<Due>(WHY, DELETE_DUE, [GRACE_DAYS, AT_ONCE]);
    for (const { id, email } of due) {
      await files.removeAll(id);
      await forgetJobs(database, id);
      await forgetFailures(database, email);
      await forgetFailures(database, secondFactorKey(id));
    }
    deleted += due.length;
    if (due.length < AT_ONCE) return deleted;
  }
}

/** Looks once an hour; several server processes may. Returns the function that ends it. */
export function startAccountDeletion(parts: Parts): () => void {
  const run = () => {
    deleteDueAccounts(parts).then(
      (deleted) => deleted > 0 && parts.log.info({ deleted }, 'deleted accounts are gone'),
      (error: unknown) => parts.log.error({ err: error }, 'deleted accounts could not be removed'),
    );
  };
  const first = setTimeout(run, SWEEP_MS / 60);
  const timer = setInterval(run, SWEEP_MS);
  first.unref();
  timer.unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
