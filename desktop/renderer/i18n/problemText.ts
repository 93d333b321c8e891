import type { TFunction } from 'i18next';
import type { GenerationError } from '#shared/entities.ts';
import { PLAN_LIMITS } from '#shared/errors.ts';
import type { Problem } from '../state/model.ts';
import type { Formats } from './format.ts';

/** What happened and what to do, in the language of the page. */
export function problemText(t: TFunction, formats: Formats, { code, details }: Problem): string {
  if (code === 'rate_limited' && details?.retryAfterSeconds !== undefined) {
    return t('errors.rate_limited_in', { count: Math.ceil(details.retryAfterSeconds) });
  }
  if (code === 'plan_limit_reached') {
    const limit = PLAN_LIMITS.find((known) => known === details?.limit);
    if (limit === undefined) return t('errors.plan_limit_reached');
    return t(`usage.reached.${limit}`, {
      used: formats.number(details?.used ?? 0),
      max: formats.number(details?.max ?? 0),
      date: details?.renewsAt === undefined ? '' : formats.day(details.renewsAt),
    });
  }
  return t(`errors.${code}`);
}

/** Why an answer failed and what to do. */
export function generationErrorText(t: TFunction, error: GenerationError | null): string {
  if (error?.code === 'provider_rate_limited' && error.retryAfterSeconds !== undefined) {
    return t('generationErrors.provider_rate_limited_in', { count: error.retryAfterSeconds });
  }
  return t(`generationErrors.${error?.code ?? 'internal'}`);
}
