import { useTranslation } from 'react-i18next';
import type { AdminPlan } from '#shared/admin.ts';
import { useFormats } from '../i18n/format.ts';

const BYTES_PER_MB = 1024 ** 2;

/** What a plan gives, in words, and what it costs. */
export function usePlanWords(): { limits(plan: AdminPlan): string[]; price(plan: AdminPlan): string } {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  return {
    price: ({ priceMonthly, currency }) =>
      /^0+(\.0+)?$/.test(priceMonthly)
        ? t('plans.free')
        : t('plans.perMonth', { price: formats.money(priceMonthly, currency) }),
    limits(plan) {
      const { messageLimit, tokenLimit, maxStorageMb, maxDocuments, models } = plan;
      const amount = (key: 'messages' | 'tokens' | 'documents', limit: number | null) =>
        limit === null
          ? t(`plans.${key}Unlimited`)
          : t(`plans.${key}`, { count: limit, shown: formats.number(limit) });
      const features = [
        plan.allowRag ? t('plans.rag') : t('plans.noRag'),
        ...(plan.allowWebSearch ? [t('plans.web')] : []),
        models === null ? t('plans.allModels') : formats.list(models),
      ];
      return [
        amount('messages', messageLimit),
        amount('tokens', tokenLimit),
        maxStorageMb === null
          ? t('plans.storageUnlimited')
          : t('plans.storage', { size: formats.bytes(maxStorageMb * BYTES_PER_MB) }),
        amount('documents', maxDocuments),
        ...features,
      ];
    },
  };
}
