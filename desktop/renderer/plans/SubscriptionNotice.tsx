import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Subscription } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { classes } from '../design/classes.ts';
import { Knot, type KnotState } from '../design/Knot.tsx';
import { useFormats } from '../i18n/format.ts';
import { useAppState } from '../state/app.tsx';
import styles from './SubscriptionNotice.module.css';
import type { Confirmation } from './useConfirmation.ts';

/** Whether somebody has just paid, or is paying in their browser. */
export type Expected = 'paid' | 'outside' | null;

type SubscriptionNoticeProps = {
  subscription: Subscription | null;
  /** Of the plan that it is for. */
  planName: string;
  expected: Expected;
  confirmation: Confirmation;
  busy: boolean;
  onManage: () => void;
};

/** What a person has to know of what they pay: that it is being confirmed, that it failed, that it is paused. */
export function SubscriptionNotice({
  subscription,
  planName,
  expected,
  confirmation,
  busy,
  onManage,
}: SubscriptionNoticeProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const present = useAppState((state) => (state.session.status === 'signedIn' ? state.session.plan : null));
  const owed = subscription?.isPaid === true && subscription.status === 'past_due';
  const paused = subscription?.isPaid === true && subscription.status === 'paused';
  if (owed) {
    const date = subscription.allowanceEndsAt;
    return (
      <Notice tone="warn" knot="frayed" title={t('plans.pastDueTitle')}>
        <p>
          {date !== null && present?.code === subscription.planCode
            ? t('plans.pastDue', { date: formats.day(date) })
            : t('plans.pastDueOver')}
        </p>
        <Button look="primary" onClick={onManage} disabled={busy}>
          {t('plans.fixPayment')}
        </Button>
      </Notice>
    );
  }
  if (paused) {
    return (
      <Notice tone="warn" knot="cut" title={t('plans.pausedTitle')}>
        <p>{t('plans.paused', { plan: present?.name ?? '' })}</p>
        <Button look="primary" onClick={onManage} disabled={busy}>
          {t('plans.manage')}
        </Button>
      </Notice>
    );
  }
  if (expected === null) return null;
  if (subscription?.isPaid) {
    return (
      <Notice tone="done" knot="tied" title={t('plans.confirmedTitle', { plan: planName })}>
        <p>{t('plans.confirmed')}</p>
      </Notice>
    );
  }
  const texts =
    expected === 'paid'
      ? { title: t('plans.confirmingTitle'), text: t('plans.confirming') }
      : { title: t('plans.outsideTitle'), text: t('plans.outside') };
  const isSlow = expected === 'paid' && confirmation === 'slow';
  return (
    <Notice tone="plain" knot="moving" title={texts.title}>
      <p>{isSlow ? t('plans.confirmingSlow') : texts.text}</p>
    </Notice>
  );
}

type NoticeProps = { tone: 'warn' | 'done' | 'plain'; knot: KnotState; title: string; children: ReactNode };

function Notice({ tone, knot, title, children }: NoticeProps) {
  return (
    <section className={classes(styles.notice, styles[tone])} role="status">
      <Knot state={knot} size={20} tone={tone === 'warn' ? 'warn' : 'wool'} />
      <div className={styles.words}>
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}
