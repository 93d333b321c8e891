import { type KeyboardEvent, memo, useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AdminUser } from '#shared/admin.ts';
import { Button } from '../design/Button.tsx';
import { useVirtualList, VirtualList } from '../design/VirtualList.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { useFormats } from '../i18n/format.ts';
import { useDeskPlace } from './deskContext.ts';
import { useDeskFormats } from './deskFormats.ts';
import styles from './PeopleList.module.css';
import { stateOf } from './personState.ts';
import type { Pages } from './usePages.ts';

type PeopleListProps = { people: Pages<AdminUser>; rows: readonly AdminUser[] };

/** One line a person; the arrow keys move between them and Enter opens one. */
export function PeopleList({ people, rows }: PeopleListProps) {
  const { t } = useTranslation('admin');
  const list = useVirtualList();
  const { personId } = useDeskPlace();
  const [focusedId, setFocusedId] = useState(personId);
  const indexOf = (id: string | null | undefined) => rows.findIndex((row) => row.id === id);
  const tabIndex = Math.max(0, indexOf(focusedId));
  const focusRow = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    setFocusedId(row.id);
    list.focusRow(index, linkOf(row.id));
  };
  // Who comes back from a person's page goes on where they were.
  const comeBack = useEffectEvent(() => {
    const index = indexOf(personId);
    if (personId !== null && index >= 0) list.focusRow(index, linkOf(personId));
  });
  useEffect(() => comeBack(), []);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset['person'] : undefined;
    const index = indexOf(id);
    const targets: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: rows.length - 1,
    };
    const target = targets[event.key];
    if (index < 0 || target === undefined) return;
    event.preventDefault();
    focusRow(target);
  };
  return (
    <>
      <div className={styles.columns} aria-hidden="true">
        <span>{t('people.columns.person')}</span>
        <span>{t('people.columns.plan')}</span>
        <span className={styles.number}>{t('people.columns.messages')}</span>
        <span className={styles.number}>{t('people.columns.lastUsed')}</span>
      </div>
      <VirtualList
        list={list}
        rows={rows}
        tabIndex={tabIndex}
        className={styles.scroller}
        onKeyDown={onKeyDown}
        onNearEnd={() => void people.loadMore()}
        above={<VisuallyHidden as="h2">{t('people.list')}</VisuallyHidden>}
        below={
          people.hasMore && (
            <Button look="quiet" disabled={people.isReading} onClick={() => void people.loadMore()}>
              {t('more')}
            </Button>
          )
        }
      >
        {(row, index) => (
          <PersonRow key={row.id} person={row} inTabOrder={index === tabIndex} onFocus={setFocusedId} />
        )}
      </VirtualList>
    </>
  );
}

function linkOf(id: string): string {
  return `[data-person="${id}"]`;
}

type PersonRowProps = { person: AdminUser; inTabOrder: boolean; onFocus: (id: string) => void };

const PersonRow = memo(function PersonRow({ person, inTabOrder, onFocus }: PersonRowProps) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const { relative } = useDeskFormats();
  const { id, email, name, plan, role, messagesThisMonth, lastUsedAt } = person;
  const state = stateOf(person);
  return (
    <Link
      href={`/admin/people/${id}`}
      className={styles.row}
      data-person={id}
      data-state={state}
      tabIndex={inTabOrder ? 0 : -1}
      onFocus={() => onFocus(id)}
    >
      <span className={styles.person}>
        <span className={styles.name}>
          {name ?? email}
          {role === 'admin' && <span className={styles.mark}> · {t('people.roles.admin')}</span>}
          {state !== 'active' && <span className={styles.warn}> · {t(`people.states.${state}`)}</span>}
        </span>
        {name !== null && <span className={styles.email}>{email}</span>}
      </span>
      <span>{plan.name}</span>
      <span className={styles.number}>
        {formats.number(messagesThisMonth)}
        <span className={styles.unit}> {t('people.columns.messages').toLocaleLowerCase()}</span>
      </span>
      <span className={styles.number}>{lastUsedAt === null ? t('people.never') : relative(lastUsedAt)}</span>
    </Link>
  );
});
