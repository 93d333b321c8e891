import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { getUsageByDay, getUsageByModel, getUsageByUser } from '#shared/endpoints/adminServer.ts';
import { Choice } from '../design/Choice.tsx';
import { Field } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { ListNote } from '../sidebar/ListNote.tsx';
import { useApp } from '../state/app.tsx';
import { DayChart } from './DayChart.tsx';
import { DeskPage } from './DeskPage.tsx';
import { type DayRange, daysIn, lastDays, withEmptyDays } from './days.ts';
import { Facts } from './Facts.tsx';
import type { Measure } from './measure.ts';
import { ReadingNote } from './ReadingNote.tsx';
import { ShareTable } from './ShareTable.tsx';
import styles from './UsagePage.module.css';
import { useReading } from './useReading.ts';

const RANGES = ['week', 'month', 'quarter', 'year'] as const;
const DAYS = { week: 7, month: 30, quarter: 90, year: 365 } as const;
const MEASURES = ['messages', 'tokens'] as const;
const MOST_DAYS = 366;
const TOP_USERS = 20;

/** What is used, by day, by model and by person, in a range of days. */
export function UsagePage() {
  const { t } = useTranslation('admin');
  const [query, setQuery] = useSearchParams();
  const measure = MEASURES.find((one) => one === query.get('measure')) ?? 'messages';
  const [from, to] = [query.get('from'), query.get('to')];
  const preset = RANGES.find((one) => one === query.get('range')) ?? 'month';
  const range = from !== null && to !== null ? { from, to } : lastDays(DAYS[preset]);
  const isRange = isValid(range);
  return (
    <DeskPage title={t('usage.title')}>
      <div className={styles.tools}>
        <Choice
          label={t('usage.range')}
          value={from === null ? preset : 'own'}
          options={[
            ...RANGES.map((value) => ({ value: value as string, label: t(`usage.ranges.${value}`) })),
            { value: 'own', label: t('usage.own') },
          ]}
          onChange={(value) =>
            setQuery(value === 'own' ? { ...range, measure } : { range: value, measure }, { replace: true })
          }
        />
        <Choice
          label={t('usage.measure')}
          value={measure}
          options={MEASURES.map((value) => ({ value, label: t(`used.${value}`) }))}
          onChange={(value) =>
            setQuery(
              (before) => {
                const after = new URLSearchParams(before);
                after.set('measure', value);
                return after;
              },
              { replace: true },
            )
          }
        />
      </div>
      {from !== null && (
        <OwnRange range={range} onChange={(own) => setQuery({ ...own, measure }, { replace: true })} />
      )}
      {isRange ? (
        <Usage range={range} measure={measure} />
      ) : (
        <ListNote title={t('usage.own')}>{t('usage.wrongRange')}</ListNote>
      )}
    </DeskPage>
  );
}

function isValid(range: DayRange): boolean {
  const days = daysIn(range);
  return Number.isFinite(days) && days >= 1 && days <= MOST_DAYS;
}

function OwnRange({ range, onChange }: { range: DayRange; onChange: (range: DayRange) => void }) {
  const { t } = useTranslation('admin');
  const [own, setOwn] = useState(range);
  const change = (part: Partial<DayRange>) => {
    const changed = { ...own, ...part };
    setOwn(changed);
    if (changed.from !== '' && changed.to !== '') onChange(changed);
  };
  return (
    <div className={styles.dates}>
      <Field
        label={t('usage.from')}
        type="date"
        value={own.from}
        max={own.to}
        onChange={(event) => change({ from: event.target.value })}
      />
      <Field
        label={t('usage.to')}
        type="date"
        value={own.to}
        min={own.from}
        onChange={(event) => change({ to: event.target.value })}
      />
    </div>
  );
}

function Usage({ range, measure }: { range: DayRange; measure: Measure }) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const { client } = useApp();
  const { value, problem, isReading, reload } = useReading(
    `${range.from} ${range.to} ${measure}`,
    async (signal) => {
      const [{ days }, { models }, { users }] = await Promise.all([
        client.call(getUsageByDay, { query: range }, { signal }),
        client.call(getUsageByModel, { query: range }, { signal }),
        client.call(getUsageByUser, { query: { ...range, by: measure, limit: TOP_USERS } }, { signal }),
      ]);
      return { range, measure, days: withEmptyDays(days, range), models, users, isEmpty: days.length === 0 };
    },
  );
  if (value === null || problem !== null)
    return <ReadingNote isShown={false} problem={problem} onRetry={reload} />;
  if (value.isEmpty) return <ListNote title={t('usage.nothing')}>{t('usage.nothingHint')}</ListNote>;
  const total = value.days.reduce((sum, day) => sum + day[value.measure], 0);
  return (
    <div className={styles.usage} aria-busy={isReading}>
      <Facts
        facts={[
          [`${t(`used.${value.measure}`)}, ${t('usage.total').toLocaleLowerCase()}`, formats.number(total)],
          [t('usage.perDay'), formats.number(Math.round(total / value.days.length))],
        ]}
      />
      <DayChart title={t(`usage.byDay.${value.measure}`)} days={value.days} measure={value.measure} />
      <div className={styles.tables}>
        <ShareTable
          title={t('usage.byUser')}
          heading={t('usage.person')}
          measure={value.measure}
          rows={value.users.map(({ user, messages, tokens }) => ({
            key: user.id,
            name: <Link href={`/admin/people/${user.id}`}>{user.name ?? user.email}</Link>,
            messages,
            tokens,
          }))}
        />
        <ShareTable
          title={t('usage.byModel')}
          heading={t('usage.model')}
          measure={value.measure}
          rows={value.models.map(({ model, messages, tokens }) => ({
            key: model,
            name: model,
            messages,
            tokens,
          }))}
        />
      </div>
      <p className={styles.note}>{t('usage.utc')}</p>
    </div>
  );
}
