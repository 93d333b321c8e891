import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useAppState } from '../state/app.tsx';
import { type Allowance, isCap, nearestLimit } from './allowance.ts';
import styles from './LimitNote.module.css';

/** A quiet line for whoever is near a limit of the month, or at it: what is left, until when, and the way out. */
export function LimitNote({ answering }: { answering: boolean }) {
  const session = useAppState((state) => state.session);
  const { refreshUsage } = useActions();
  // What an answer used is known once it has ended.
  useEffect(() => {
    if (!answering) void refreshUsage();
  }, [answering, refreshUsage]);
  if (session.status !== 'signedIn' || !session.plan || !session.usage) return null;
  const near = nearestLimit(session.plan, session.usage);
  return near === undefined ? null : <Near allowance={near} renewsAt={session.usage.renewsAt} />;
}

function Near({ allowance, renewsAt }: { allowance: Allowance; renewsAt: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { limit, used, max } = allowance;
  const left = Math.max(0, max - used);
  const values = { count: left, left: formats.number(left), date: formats.day(renewsAt) };
  const text =
    left === 0 || !isMonthly(limit)
      ? problemText(t, formats, { code: 'plan_limit_reached', details: { limit, used, max, renewsAt } })
      : t(`usage.near.${limit}`, values);
  return (
    <>
      {text} <LimitWayOut limit={limit} />
    </>
  );
}

const isMonthly = (limit: string): limit is 'messages' | 'tokens' | 'message_cap' | 'token_cap' =>
  limit === 'messages' || limit === 'tokens' || isCap(limit);

/** Where a limit of one's own is changed, or a plan with more is found. */
export function LimitWayOut({ limit }: { limit: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Link href={isCap(limit) ? '/settings#usage' : '/plans'} className={styles.link}>
      {isCap(limit) ? t('usage.changeCap') : t('plans.see')}
    </Link>
  );
}
