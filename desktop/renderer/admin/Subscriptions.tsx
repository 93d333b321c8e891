import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { subscriptionStatusSchema } from '#shared/admin.ts';
import { listSubscriptions } from '#shared/endpoints/adminUsers.ts';
import { Button } from '../design/Button.tsx';
import { Select } from '../design/Select.tsx';
import { useFormats } from '../i18n/format.ts';
import { useApp } from '../state/app.tsx';
import styles from './PlansPage.module.css';
import { ReadingNote } from './ReadingNote.tsx';
import { usePages } from './usePages.ts';

const STATUSES = subscriptionStatusSchema.options;

/** Who has which plan by a subscription, the newest first. */
export function Subscriptions() {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const { client } = useApp();
  const [status, setStatus] = useState<(typeof STATUSES)[number] | ''>('');
  const pages = usePages(status, async (cursor, signal) => {
    const query = { ...(status !== '' && { status }), ...(cursor !== undefined && { cursor }) };
    const page = await client.call(listSubscriptions, { query }, signal ? { signal } : {});
    return { rows: page.subscriptions, nextCursor: page.nextCursor };
  });
  const { rows, problem, reload, hasMore, loadMore, isReading } = pages;
  return (
    <section className={styles.subscriptions}>
      <div className={styles.head}>
        <h2>{t('plans.subscriptions')}</h2>
        <Select
          hideLabel
          label={t('plans.status')}
          value={status}
          options={[
            { value: '', label: t('plans.anyStatus') },
            ...STATUSES.map((value) => ({ value, label: t(`person.subscription.${value}`) })),
          ]}
          onChange={setStatus}
        />
      </div>
      <ReadingNote isShown={rows !== null} problem={problem} onRetry={reload} lines={3} />
      {rows?.length === 0 && <p className={styles.limits}>{t('plans.noSubscriptions')}</p>}
      {rows !== null && rows.length > 0 && (
        <ul className={styles.rows}>
          {rows.map(({ id, user, plan, status: state, createdAt, provider }) => (
            <li key={id} className={styles.row}>
              <Link href={`/admin/people/${user.id}`}>{user.name ?? user.email}</Link>
              <span>{plan.name}</span>
              <span>{t(`person.subscription.${state}`)}</span>
              <span>{t('plans.since', { date: formats.day(createdAt) })}</span>
              {provider !== null && <span>{t('person.subscription.paid', { provider })}</span>}
            </li>
          ))}
        </ul>
      )}
      {hasMore && (
        <Button look="quiet" disabled={isReading} onClick={() => void loadMore()}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}
