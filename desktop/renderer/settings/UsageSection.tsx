import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Plan, Usage } from '#shared/entities.ts';
import { Meter } from '../account/Meter.tsx';
import { useFormats } from '../i18n/format.ts';
import { useAppState } from '../state/app.tsx';
import { CapsForm } from './CapsForm.tsx';
import { Section } from './Section.tsx';
import styles from './UsageSection.module.css';

/** What the plan has, what is used and left of it, when it renews, what happens at its end; and a cap of one's own. */
export function UsageSection() {
  const { t } = useTranslation();
  const formats = useFormats();
  useScrollToWhenNamed('usage');
  const session = useAppState((state) => state.session);
  if (session.status !== 'signedIn' || !session.plan || !session.usage) return null;
  const { plan, usage } = session;
  const date = formats.day(usage.renewsAt);
  return (
    <Section
      id="usage"
      title={t('usage.title')}
      note={`${t('account.plan', { plan: plan.name })}. ${t('account.renews', { date })}.`}
    >
      <Figures plan={plan} usage={usage} />
      {usage.reserved.tokens > 0 && (
        <p className={styles.note}>{t('usage.held', { tokens: formats.number(usage.reserved.tokens) })}</p>
      )}
      <p className={styles.note}>{t('usage.atLimit', { date })}</p>
      {!plan.allowRag && <p className={styles.note}>{t('usage.noRag')}</p>}
      <p>
        <Link href="/plans">{t('plans.see')}</Link>
      </p>
      <CapsForm caps={usage.caps} />
    </Section>
  );
}

function Figures({ plan, usage }: { plan: Plan; usage: Usage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const maxBytes = plan.maxStorageMb === null ? null : plan.maxStorageMb * 1024 * 1024;
  return (
    <dl className={styles.figures}>
      <Figure
        label={t('usage.messages')}
        used={usage.messages}
        max={plan.messageLimit}
        format={formats.number}
      />
      <Figure label={t('usage.tokens')} used={usage.tokens} max={plan.tokenLimit} format={formats.number} />
      <Figure
        label={t('usage.documents')}
        used={usage.documents}
        max={plan.maxDocuments}
        format={formats.number}
      />
      <Figure label={t('usage.storage')} used={usage.storageBytes} max={maxBytes} format={formats.bytes} />
      <Entry label={t('usage.webSearch')}>
        {plan.allowWebSearch ? t('usage.included') : t('usage.notIncluded')}
      </Entry>
    </dl>
  );
}

type FigureProps = { label: string; used: number; max: number | null; format: (value: number) => string };

function Figure({ label, used, max, format }: FigureProps) {
  const { t } = useTranslation();
  if (max === null) return <Entry label={label}>{t('usage.noLimit', { used: format(used) })}</Entry>;
  const left = format(Math.max(0, max - used));
  return (
    <Entry label={label}>
      {t('usage.ofLimit', { used: format(used), max: format(max), left })}
      <Meter value={used} max={max} />
    </Entry>
  );
}

function Entry({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Whoever comes by a link to this part of the page is brought to it. */
function useScrollToWhenNamed(id: string): void {
  useEffect(() => {
    if (window.location.hash === `#${id}`) document.getElementById(id)?.scrollIntoView();
  }, [id]);
}
