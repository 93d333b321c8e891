import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { listPlans } from '#shared/endpoints/account.ts';
import { beginCheckout, getSubscription, openBillingPortal } from '#shared/endpoints/payment.ts';
import type { Plan, Subscription } from '#shared/entities.ts';
import { PageHeader } from '../app/PageHeader.tsx';
import { Button } from '../design/Button.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useDesktop } from '../desktop/desktopContext.ts';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useRemote } from '../settings/useRemote.ts';
import { useTask } from '../settings/useTask.ts';
import { useActions, useApp, useAppState } from '../state/app.tsx';
import { PlanColumn } from './PlanColumn.tsx';
import styles from './PlansPage.module.css';
import { openPaymentPage } from './paymentPage.ts';
import { type Expected, SubscriptionNotice } from './SubscriptionNotice.tsx';
import { useConfirmation } from './useConfirmation.ts';

/** What the plans offer and cost, which is one's own, and the way to another. */
export function PlansPage() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { refreshUsage } = useActions();
  const present = useAppState((state) => (state.session.status === 'signedIn' ? state.session.plan : null));
  const offer = useRemote(() => client.call(listPlans, {}));
  const payment = usePayment();
  const { subscription, canManage } = payment.state ?? { subscription: null, canManage: false };
  // What is paid for may be another plan than the one that this device knew of.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another state of payment is what it is read again for
  useEffect(() => void refreshUsage(), [refreshUsage, payment.state]);
  const problem = payment.problem ?? offer.problem;
  const plans = offer.value && withPresent(offer.value.plans, present);
  const canPay = offer.value?.canPay === true;
  const isConfirming = payment.expected === 'paid' && subscription?.isPaid !== true;
  // What is not in order has its own way out, in the notice.
  const isInOrder = subscription?.status !== 'past_due' && subscription?.status !== 'paused';
  return (
    <div className={styles.page}>
      <PageHeader pageTitle={t('plans.title')} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and has not always a button */}
      <div className={styles.scroller} role="group" aria-label={t('plans.title')} tabIndex={0}>
        <div className={styles.column}>
          <h1>{t('plans.title')}</h1>
          <SubscriptionNotice
            subscription={subscription}
            planName={plans?.find(({ code }) => code === subscription?.planCode)?.name ?? ''}
            expected={payment.expected}
            confirmation={payment.confirmation}
            onManage={payment.manage}
            busy={payment.busy}
          />
          {problem && (
            <p className={styles.problem} role="alert">
              {problemText(t, formats, problem)}{' '}
              {!plans && <Button onClick={() => void offer.reload()}>{t('common.retry')}</Button>}
            </p>
          )}
          {!plans && !problem && <Skeleton lines={8} />}
          {plans && (
            <>
              <ul className={styles.plans}>
                {plans.map((plan) => (
                  <PlanColumn
                    key={plan.code}
                    plan={plan}
                    isPresent={plan.code === present?.code}
                    busy={payment.busy}
                    subscription={subscription?.planCode === plan.code ? subscription : null}
                    way={canPay && !isConfirming ? wayTo(plan, subscription) : null}
                    onChoose={() => payment.choose(plan.code)}
                    onManage={payment.manage}
                  />
                ))}
              </ul>
              <p className={styles.note}>{canPay ? t('plans.nothingLost') : t('plans.askOperator')}</p>
              {canManage && isInOrder && (
                <Button onClick={payment.manage} disabled={payment.busy}>
                  {t('plans.manage')}
                </Button>
              )}
            </>
          )}
        </div>
      </div>
    </div>
  );
}

/** A plan that is not on offer any more is still somebody's. */
function withPresent(plans: readonly Plan[], present: Plan | null): readonly Plan[] {
  return present === null || plans.some(({ code }) => code === present.code) ? plans : [present, ...plans];
}

/** How somebody comes to a plan: by paying, by changing what they pay for, or not before that is in order again. */
function wayTo({ priceMonthly }: Plan, subscription: Subscription | null): 'checkout' | 'portal' | null {
  if (Number(priceMonthly) === 0) return null;
  if (subscription?.isPaid !== true) return 'checkout';
  return subscription.status === 'active' ? 'portal' : null;
}

/** What is paid for, and the ways to the payment provider's pages. */
function usePayment() {
  const { client } = useApp();
  const isDesktop = useDesktop() !== null;
  const [location] = useLocation();
  const [isOutside, setIsOutside] = useState(false);
  const expected: Expected = location === '/plans/paid' ? 'paid' : isOutside ? 'outside' : null;
  const { value: state, reload } = useRemote(() => client.call(getSubscription, {}));
  const confirmation = useConfirmation(expected !== null && state?.subscription?.isPaid !== true);
  const { busy, problem, run } = useTask();
  useEffect(() => {
    if (confirmation === 'confirmed') void reload();
  }, [confirmation, reload]);
  const open = (work: () => Promise<{ url: string }>) =>
    run(async () => openPaymentPage((await work()).url, isDesktop));
  return {
    state,
    expected,
    confirmation,
    busy,
    problem,
    choose: (planCode: string) =>
      void open(() => client.call(beginCheckout, { body: { planCode } })).then((isOpen) =>
        isDesktop && isOpen ? setIsOutside(true) : undefined,
      ),
    manage: () => void open(() => client.call(openBillingPortal, {})),
  };
}
