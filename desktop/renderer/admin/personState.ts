import type { AdminUser } from '#shared/admin.ts';

/** Whether somebody can use their account. Who an admin deletes is suspended as well: they are leaving. */
export function stateOf({ suspendedAt, deletesAt }: Pick<AdminUser, 'suspendedAt' | 'deletesAt'>) {
  if (deletesAt !== null) return 'leaving';
  return suspendedAt === null ? 'active' : 'suspended';
}
