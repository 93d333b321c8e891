import type { TFunction } from 'i18next';
import type { GenerationError } from '#shared/entities.ts';
import type { Problem } from '../state/model.ts';
import type { Formats } from './format.ts';

/** What happened and what to do, in the language of the page. */
export function problemText(t: TFunction, formats: Formats, { code, details }: Problem): string {
  if (code === 'rate_limited' && details?.retryAfterSeconds !== undefined) {
    return t('errors.rate_limited_in', { count: Math.ceil(details.retryAfterSeconds) });
  }
  if (code === 'plan_limit_reached' && details?.max !== undefined && details.renewsAt !== undefined) {
    const values = {
      used: formats.number(details.used ?? details.max),
      max: formats.number(details.max),
      date: formats.day(details.renewsAt),
    };
    return details.limit?.toLowerCase().includes('message')
      ? t('errors.plan_limit_messages', values)
      : t('errors.plan_limit_other', values);
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
