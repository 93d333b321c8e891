import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listAdminPlans } from '#shared/endpoints/adminPlans.ts';
import { assignPlan } from '#shared/endpoints/adminUsers.ts';
import { Select } from '../design/Select.tsx';
import { useFormats } from '../i18n/format.ts';
import { Section } from '../settings/Section.tsx';
import { useTask } from '../settings/useTask.ts';
import { useActions, useApp } from '../state/app.tsx';
import styles from './PersonPage.module.css';
import type { PersonPartProps } from './PersonPage.tsx';
import { ProblemLine } from './ProblemLine.tsx';
import { useReading } from './useReading.ts';

/** The plan of a person: where it comes from, and another one by hand, which can be taken back. */
export function PersonPlan({ person, onChange }: PersonPartProps) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { notify } = useActions();
  const { problem, run } = useTask();
  const [chosen, setChosen] = useState<string | null>(null);
  const { value: plans } = useReading(
    'plans',
    async (signal) => (await client.call(listAdminPlans, {}, { signal })).plans,
  );
  const present = person.plan;
  const assign = async (plan: string) => {
    const { user } = await client.call(assignPlan, { params: { id: person.id }, body: { plan } });
    onChange(user);
    return user;
  };
  const change = async (code: string) => {
    setChosen(code);
    await run(async () => {
      const { plan } = await assign(code);
      const undo = () => void run(() => assign(present.code));
      notify({ kind: 'planAssigned', subject: plan.name, undo });
    });
    setChosen(null);
  };
  const offered = (plans ?? []).filter(({ code, retiredAt }) => retiredAt === null || code === present.code);
  const options = offered.some(({ code }) => code === present.code) ? offered : [present, ...offered];
  return (
    <Section title={t('person.plan')} note={t('person.planNote')}>
      <Select
        label={t('person.planLabel')}
        value={chosen ?? present.code}
        options={options.map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(code) => void change(code)}
      />
      <Subscription person={person} />
      <ProblemLine problem={problem} />
    </Section>
  );
}

function Subscription({ person: { subscription } }: Pick<PersonPartProps, 'person'>) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  if (subscription === null) return <p className={styles.subscription}>{t('person.subscription.initial')}</p>;
  const { status, provider, createdAt, currentPeriodEnd } = subscription;
  const facts = [
    t(`person.subscription.${status}`),
    provider === null
      ? t('person.subscription.byHand', { date: formats.day(createdAt) })
      : t('person.subscription.paid', { provider }),
    currentPeriodEnd !== null && t('person.subscription.until', { date: formats.day(currentPeriodEnd) }),
  ];
  return <p className={styles.subscription}>{facts.filter(Boolean).join(' · ')}</p>;
}
