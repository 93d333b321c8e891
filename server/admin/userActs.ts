import type { Transaction } from '#platform/database/database.ts';
import { notFound } from '#platform/errors.ts';
import { hastenJobs } from '#platform/jobs.ts';
import type { Role } from '#prisma/client.ts';
import type { AdminUserDetail } from '#shared/admin.ts';
import { assertNotLastAdmin, createResetLink, endAllDevices, removeTwoFactor } from '../accounts/index.ts';
import { assignPlan as givePlan } from '../plans/index.ts';
import type { AdminParts } from './adminParts.ts';
import { type Actor, asAdmin, changesOf, type Target } from './auditLog.ts';
import { deletesAt, readUserDetail } from './users.ts';

type Parts = Pick<AdminParts, 'database'>;

const ACCOUNT = { email: true, role: true, suspendedAt: true, deletionRequestedAt: true } as const;

/** Throws `not_found`. Nobody else changes the account until the transaction ends. */
async function takeAccount(tx: Transaction, userId: string) {
  await tx.$executeRaw`SELECT FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
  const account = await tx.user.findUnique({ where: { id: userId }, select: ACCOUNT });
  if (account === null) throw notFound('account');
  const target: Target = { type: 'user', id: userId, name: account.email };
  return { ...account, target };
}

/**
 * Keeps somebody out: the database ends their sessions, which ends their streams and uploads; their answers stop, and what
 * waits to be done for them waits until they are restored. Throws `not_found`; `last_admin`.
 */
export async function suspendUser(
  { database }: Parts,
  actor: Actor,
  userId: string,
): Promise<AdminUserDetail> {
  await asAdmin(database, actor, async (tx, record) => {
    const { target, suspendedAt } = await takeAccount(tx, userId);
    if (suspendedAt !== null) return;
    await assertNotLastAdmin(tx, userId);
    await tx.user.update({ where: { id: userId }, data: { suspendedAt: new Date() }, select: { id: true } });
    await record({ act: 'user_suspended', target });
  });
  return readUserDetail(database, userId);
}

/** Takes a suspension, a deletion whose time has not come, or both back. Throws `not_found`. */
export async function restoreUser(
  { database }: Parts,
  actor: Actor,
  userId: string,
  what: 'suspension' | 'deletion' | 'both',
): Promise<AdminUserDetail> {
  const data = {
    ...(what === 'deletion' ? {} : { suspendedAt: null }),
    ...(what === 'suspension' ? {} : { deletionRequestedAt: null }),
  };
  await asAdmin(database, actor, async (tx, record) => {
    const { target, ...before } = await takeAccount(tx, userId);
    const changes = changesOf(awayOf(before), awayOf({ ...before, ...data }));
    if (changes.length === 0) return;
    await tx.user.update({ where: { id: userId }, data, select: { id: true } });
    await record({ act: 'user_restored', target, changes });
  });
  await hastenJobs(database, userId);
  return readUserDetail(database, userId);
}

/** What keeps somebody out, as the audit log says it. */
function awayOf({ suspendedAt, deletionRequestedAt }: Away) {
  return { suspendedAt: suspendedAt?.toISOString() ?? null, deletesAt: deletesAt(deletionRequestedAt) };
}

type Away = { suspendedAt: Date | null; deletionRequestedAt: Date | null };

/** Keeps somebody out and deletes the account after the usual grace. Throws `not_found`; `last_admin`. */
export async function deleteUser(
  { database }: Parts,
  actor: Actor,
  userId: string,
): Promise<AdminUserDetail> {
  await asAdmin(database, actor, async (tx, record) => {
    const { target, suspendedAt, deletionRequestedAt } = await takeAccount(tx, userId);
    if (suspendedAt !== null && deletionRequestedAt !== null) return;
    await assertNotLastAdmin(tx, userId);
    const now = new Date();
    // Logging in would take the deletion back.
    const data = { suspendedAt: suspendedAt ?? now, deletionRequestedAt: deletionRequestedAt ?? now };
    await tx.user.update({ where: { id: userId }, data, select: { id: true } });
    await record({ act: 'user_deletion_begun', target });
  });
  return readUserDetail(database, userId);
}

/** Whoever may do more, or less, than before logs in again. Throws `not_found`; `last_admin`. */
export async function setUserRole(
  { database }: Parts,
  actor: Actor,
  userId: string,
  role: Role,
): Promise<AdminUserDetail> {
  await asAdmin(database, actor, async (tx, record) => {
    const { target, role: before } = await takeAccount(tx, userId);
    if (role === before) return;
    if (before === 'admin') await assertNotLastAdmin(tx, userId);
    await tx.user.update({ where: { id: userId }, data: { role }, select: { id: true } });
    await endAllDevices(tx, userId);
    await record({ act: 'user_role_changed', target, changes: changesOf({ role: before }, { role }) });
  });
  return readUserDetail(database, userId);
}

/** Throws `not_found` for an unknown account or plan. */
export async function assignPlan(
  { database }: Parts,
  actor: Actor,
  userId: string,
  plan: string,
): Promise<AdminUserDetail> {
  await asAdmin(database, actor, async (tx, record) => {
    const { target } = await takeAccount(tx, userId);
    const before = await givePlan(tx, userId, plan);
    const changes = changesOf({ plan: before }, { plan });
    await record({ act: 'user_plan_assigned', target, changes });
  });
  return readUserDetail(database, userId);
}

/** Signs somebody out everywhere. Throws `not_found`. */
export async function endUserSessions({ database }: Parts, actor: Actor, userId: string): Promise<void> {
  await asAdmin(database, actor, async (tx, record) => {
    const { target } = await takeAccount(tx, userId);
    await endAllDevices(tx, userId);
    await record({ act: 'user_sessions_ended', target });
  });
}

/**
 * Ends the two-step verification of somebody who has lost their authenticator and their recovery codes, and signs them out
 * everywhere; nothing where there is none. Throws `not_found`.
 */
export async function endUserTwoFactor(
  { database }: Parts,
  actor: Actor,
  userId: string,
): Promise<AdminUserDetail> {
  await asAdmin(database, actor, async (tx, record) => {
    const { target } = await takeAccount(tx, userId);
    if (!(await removeTwoFactor(tx, userId))) return;
    await endAllDevices(tx, userId);
    await record({ act: 'user_two_factor_ended', target });
  });
  return readUserDetail(database, userId);
}

/** A link by which somebody can choose another password, to be handed over. Throws as `createResetLink` does. */
export function makeResetLink(
  { database }: Parts,
  actor: Actor,
  { email, origin }: { email: string; origin: string },
): Promise<{ url: string; expiresAt: string }> {
  return asAdmin(database, actor, async (tx, record) => {
    const link = await createResetLink(tx, { email, origin });
    await record({ act: 'reset_link_created', target: { type: 'user', id: link.userId, name: email } });
    return { url: link.url, expiresAt: link.expiresAt.toISOString() };
  });
}
