import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Plan, Subscription } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { classes } from '../design/classes.ts';
import { Knot } from '../design/Knot.tsx';
import { type Formats, useFormats } from '../i18n/format.ts';
import styles from './PlansPage.module.css';

type PlanColumnProps = {
  plan: Plan;
  isPresent: boolean;
  /** What is paid for, where it is this plan. */
  subscription: Subscription | null;
  way: 'checkout' | 'portal' | null;
  busy: boolean;
  onChoose: () => void;
  onManage: () => void;
};

/** One plan: what it costs, what it has, how to come to it. */
export function PlanColumn({
  plan,
  isPresent,
  subscription,
  way,
  busy,
  onChoose,
  onManage,
}: PlanColumnProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const period = subscription && periodText(t, formats, subscription);
  return (
    <li className={classes(styles.plan, isPresent && styles.present)}>
      <h2>{plan.name}</h2>
      <p className={styles.price}>{priceText(t, formats, plan)}</p>
      <ul className={styles.limits}>
        {limitsOf(t, formats, plan).map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
      <div className={styles.action}>
        {isPresent && (
          <p className={styles.mark}>
            <Knot state="tied" tone="action" /> {t('plans.present')}
          </p>
        )}
        {isPresent && period && <p className={styles.note}>{period}</p>}
        {!isPresent && way === 'checkout' && (
          <Button look="primary" wide onClick={onChoose} disabled={busy}>
            {t('plans.choose', { plan: plan.name })}
          </Button>
        )}
        {!isPresent && way === 'portal' && (
          <Button wide onClick={onManage} disabled={busy}>
            {t('plans.changeTo', { plan: plan.name })}
          </Button>
        )}
      </div>
    </li>
  );
}

function priceText(t: TFunction, formats: Formats, { priceMonthly, currency }: Plan): string {
  if (Number(priceMonthly) === 0) return t('plans.free');
  return t('plans.perMonth', { price: formats.money(priceMonthly, currency) });
}

function periodText(
  t: TFunction,
  formats: Formats,
  { cancelAt, currentPeriodEnd, status }: Subscription,
): string | null {
  if (status !== 'active') return null;
  if (cancelAt !== null) return t('plans.ends', { date: formats.day(cancelAt) });
  return currentPeriodEnd === null ? null : t('plans.renews', { date: formats.day(currentPeriodEnd) });
}

const MEGABYTE = 1024 * 1024;

/** A plan's limits in words, the ones that people look for first. */
function limitsOf(t: TFunction, formats: Formats, plan: Plan): string[] {
  const { messageLimit, tokenLimit, maxDocuments, maxStorageMb, models } = plan;
  return [
    messageLimit === null
      ? t('plans.messagesUnlimited')
      : t('plans.messages', { number: formats.number(messageLimit) }),
    ...(tokenLimit === null ? [] : [t('plans.tokens', { number: formats.number(tokenLimit) })]),
    maxDocuments === null
      ? t('plans.documentsUnlimited')
      : t('plans.documents', { number: formats.number(maxDocuments) }),
    maxStorageMb === null
      ? t('plans.storageUnlimited')
      : t('plans.storage', { size: formats.bytes(maxStorageMb * MEGABYTE) }),
    plan.allowRag ? t('plans.rag') : t('plans.noRag'),
    models === null ? t('plans.allModels') : t('plans.models', { models: formats.list(models) }),
    ...(plan.allowWebSearch ? [t('plans.webSearch')] : []),
  ];
}
