import type { AdminUser } from '#shared/admin.ts';

/** Whether somebody can use their account. */
export function stateOf({ suspendedAt, deletesAt }: Pick<AdminUser, 'suspendedAt' | 'deletesAt'>) {
  if (suspendedAt !== null) return 'suspended';
  return deletesAt === null ? 'active' : 'leaving';
}
