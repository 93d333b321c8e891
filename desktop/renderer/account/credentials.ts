import type { TFunction } from 'i18next';
import { LIMITS } from '#shared/limits.ts';
import type { Problem } from '../state/model.ts';

/** What can be seen to be wrong with an e-mail before the server is asked; null when nothing is. */
export function emailMistake(t: TFunction, email: string): string | null {
  const trimmed = email.trim();
  if (trimmed === '') return t('auth.missingEmail');
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed) || /^[^\s@]+@localhost$/.test(trimmed)
    ? null
    : t('auth.invalidEmail');
}

/** What can be seen to be wrong with a new password. Length is counted in characters as people count them. */
export function passwordMistake(t: TFunction, password: string): string | null {
  if (password === '') return t('auth.missingPassword');
  const length = [...password].length;
  if (length < LIMITS.passwordMinLength)
    return t('auth.weakPasswordShort', { count: LIMITS.passwordMinLength });
  if (length > LIMITS.passwordMaxLength) return t('auth.weakPasswordLong', { max: LIMITS.passwordMaxLength });
  return null;
}

/** Why the server calls a password weak: what its length does not explain is that it is too common. */
export function weakPasswordText(t: TFunction, password: string): string {
  return passwordMistake(t, password) ?? t('auth.weakPasswordCommon');
}

/** Whether a validation error is about this field. */
export function concerns(problem: Problem | null, field: string): boolean {
  return (
    problem?.code === 'validation_failed' &&
    (problem.details?.issues ?? []).some(({ path }) => path.split('.').includes(field))
  );
}
