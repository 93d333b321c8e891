import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';
import { useAppState } from '../state/app.tsx';
import { Meter } from './Meter.tsx';
import styles from './UsageSummary.module.css';

/** What is used of the plan, in the account menu. */
export function UsageSummary() {
  const { t } = useTranslation();
  const formats = useFormats();
  const session = useAppState((state) => state.session);
  if (session.status !== 'signedIn' || !session.plan || !session.usage) return null;
  const { plan, usage, user } = session;
  const used = formats.number(usage.messages);
  const text =
    plan.messageLimit === null
      ? t('account.messagesUnlimited', { used })
      : t('account.messagesUsed', { used, limit: formats.number(plan.messageLimit) });
  return (
    <div className={styles.summary}>
      <p className={styles.email}>{user.email}</p>
      <p>
        {t('account.plan', { plan: plan.name })} · {text}
      </p>
      {plan.messageLimit !== null && <Meter value={usage.messages} max={plan.messageLimit} />}
      <p className={styles.renews}>{t('account.renews', { date: formats.day(usage.renewsAt) })}</p>
    </div>
  );
}
