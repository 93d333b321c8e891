import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Overview } from '#shared/admin.ts';
import { getOverview, getUsageByDay } from '#shared/endpoints/adminServer.ts';
import { useFormats } from '../i18n/format.ts';
import { useApp } from '../state/app.tsx';
import { DayChart } from './DayChart.tsx';
import { DeskPage } from './DeskPage.tsx';
import { lastDays, withEmptyDays } from './days.ts';
import { Facts } from './Facts.tsx';
import styles from './OverviewPage.module.css';
import { ReadingNote } from './ReadingNote.tsx';
import { useReading } from './useReading.ts';

/** The server at a glance: who is there, what is used, and what has to be looked at. */
export function OverviewPage() {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const range = lastDays(30);
  const { value, problem, reload } = useReading(range.to, async (signal) => {
    const [overview, { days }] = await Promise.all([
      client.call(getOverview, {}, { signal }),
      client.call(getUsageByDay, { query: range }, { signal }),
    ]);
    return { overview, days: days.length === 0 ? [] : withEmptyDays(days, range) };
  });
  return (
    <DeskPage title={t('overview.title')}>
      <ReadingNote isShown={value !== null} problem={problem} onRetry={reload} />
      {value !== null && (
        <div className={styles.overview}>
          <FailedJobs failed={value.overview.jobs.failed} />
          {value.days.length > 0 ? (
            <DayChart title={t('overview.lastDays')} days={value.days} measure="messages" />
          ) : (
            <p>{t('overview.nothingYet')}</p>
          )}
          <Figures overview={value.overview} />
        </div>
      )}
    </DeskPage>
  );
}

function FailedJobs({ failed }: { failed: number }) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  if (failed === 0) return null;
  return (
    <p className={styles.attention}>
      {t('overview.failedJobs', { count: failed, shown: formats.number(failed) })}{' '}
      <Link href="/admin/jobs">{t('overview.seeJobs')}</Link>
    </p>
  );
}

function Figures({ overview: { users, today, thisMonth, plans, jobs } }: { overview: Overview }) {
  const { t } = useTranslation('admin');
  const { number } = useFormats();
  const used = ({ users: people, messages, tokens }: Overview['today']) => [
    [t('used.people'), number(people)] as const,
    [t('used.messages'), number(messages)] as const,
    [t('used.tokens'), number(tokens)] as const,
  ];
  const listed = (query: string, shown: number) => (
    <Link href={`/admin/people?${query}`}>{number(shown)}</Link>
  );
  return (
    <div className={styles.groups}>
      <Group title={t('overview.today')}>
        <Facts facts={used(today)} />
      </Group>
      <Group title={t('overview.thisMonth')}>
        <Facts facts={used(thisMonth)} />
      </Group>
      <Group title={t('overview.people')}>
        <Facts
          facts={[
            [t('overview.total'), number(users.total)],
            [t('overview.newThisMonth'), number(users.newThisMonth)],
            [t('overview.signedIn'), number(users.signedIn)],
            [t('overview.admins'), listed('role=admin', users.admins)],
            [t('overview.suspended'), listed('state=suspended', users.suspended)],
          ]}
        />
      </Group>
      <Group title={t('overview.plans')}>
        {plans.every(({ subscribers }) => subscribers === 0) ? (
          <p className={styles.soft}>{t('overview.noSubscribers')}</p>
        ) : (
          <Facts
            facts={plans.map(({ code, name, subscribers }) => [
              name,
              listed(`plan=${encodeURIComponent(code)}`, subscribers),
            ])}
          />
        )}
      </Group>
      <Group title={t('overview.jobs')}>
        <Facts
          facts={[
            [t('overview.waiting'), number(jobs.waiting)],
            [t('overview.active'), number(jobs.active)],
            [t('overview.failed'), number(jobs.failed)],
          ]}
        />
      </Group>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
