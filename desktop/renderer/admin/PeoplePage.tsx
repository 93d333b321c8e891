import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import type { AdminUser } from '#shared/admin.ts';
import { listAdminPlans } from '#shared/endpoints/adminPlans.ts';
import { listUsers } from '#shared/endpoints/adminUsers.ts';
import { LIMITS } from '#shared/limits.ts';
import buttonStyles from '../design/Button.module.css';
import { Button } from '../design/Button.tsx';
import { classes } from '../design/classes.ts';
import { FilterField } from '../design/FilterField.tsx';
import { Select } from '../design/Select.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { useFormats } from '../i18n/format.ts';
import { ListNote } from '../sidebar/ListNote.tsx';
import { useApp } from '../state/app.tsx';
import { DeskPage } from './DeskPage.tsx';
import { useDeskPlace } from './deskContext.ts';
import { PeopleList } from './PeopleList.tsx';
import styles from './PeoplePage.module.css';
import { ReadingNote } from './ReadingNote.tsx';
import { type Pages, usePages } from './usePages.ts';
import { useReading } from './useReading.ts';

const ROLES = ['user', 'admin'] as const;
const STATES = ['active', 'suspended', 'leaving'] as const;
const TYPING_PAUSE_MS = 150;

/** Everybody who has an account: found as one types, narrowed by role, state and plan. */
export function PeoplePage() {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const [query, setQuery] = useSearchParams();
  const { remember } = useDeskPlace();
  const search = query.get('search') ?? '';
  const role = ROLES.find((one) => one === query.get('role'));
  const state = STATES.find((one) => one === query.get('state'));
  const plan = query.get('plan') ?? '';
  const key = query.toString();
  useEffect(() => {
    remember({ peopleQuery: key });
  }, [remember, key]);
  const people = usePages(key, async (cursor, signal) => {
    const filters = {
      ...(search.trim() === '' ? {} : { search: search.trim() }),
      ...(role && { role }),
      ...(state && { state }),
      ...(plan === '' ? {} : { plan }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const page = await client.call(listUsers, { query: filters }, signal ? { signal } : {});
    return { rows: page.users, nextCursor: page.nextCursor };
  });
  const set = (name: string, value: string) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  return (
    <DeskPage
      look="list"
      title={t('people.title')}
      actions={
        <Link href="/admin/settings" className={classes(buttonStyles.button, buttonStyles.plain)}>
          {t('people.invite')}
        </Link>
      }
    >
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is not known to all of the browsers that we serve */}
      <div role="search" className={styles.tools} aria-label={t('people.list')}>
        <SearchField value={search} onChange={(value) => set('search', value)} />
        <Filters role={role ?? ''} state={state ?? ''} plan={plan} onChange={set} />
      </div>
      <ReadingNote isShown={people.rows !== null} problem={people.problem} onRetry={people.reload} />
      <Found people={people} />
      {people.rows?.length === 0 && (
        <ListNote title={t('people.nobody')}>
          <p>{t('people.nobodyHint')}</p>
          <Button onClick={() => setQuery({}, { replace: true })}>{t('people.clear')}</Button>
        </ListNote>
      )}
      {people.rows !== null && people.rows.length > 0 && <PeopleList people={people} rows={people.rows} />}
    </DeskPage>
  );
}

/** How many there are, for those who do not see the list change. */
function Found({ people: { rows, hasMore, isReading } }: { people: Pages<AdminUser> }) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const count = rows?.length ?? 0;
  const shown = formats.number(count);
  return (
    <div role="status">
      {rows !== null && !isReading && (
        <VisuallyHidden>
          {hasMore ? t('people.foundMore', { shown }) : t('people.found', { count, shown })}
        </VisuallyHidden>
      )}
    </div>
  );
}

/** Asks for what was typed when the typing rests for a moment. */
function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // It was changed elsewhere, such as by "clear the filters".
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <FilterField
      label={t('people.search')}
      clearLabel={t('people.clearSearch')}
      value={typed}
      maxLength={LIMITS.emailLength}
      onChange={setTyped}
    />
  );
}

type FiltersProps = {
  role: string;
  state: string;
  plan: string;
  onChange: (name: string, value: string) => void;
};

function Filters({ role, state, plan, onChange }: FiltersProps) {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const { value: plans } = useReading(
    'plans',
    async (signal) => (await client.call(listAdminPlans, {}, { signal })).plans,
  );
  return (
    <div className={styles.filters}>
      <Select
        hideLabel
        label={t('people.role')}
        value={role}
        options={[
          { value: '', label: t('people.anyRole') },
          ...ROLES.map((value) => ({ value: value as string, label: t(`people.roles.${value}`) })),
        ]}
        onChange={(value) => onChange('role', value)}
      />
      <Select
        hideLabel
        label={t('people.state')}
        value={state}
        options={[
          { value: '', label: t('people.anyState') },
          ...STATES.map((value) => ({ value: value as string, label: t(`people.states.${value}`) })),
        ]}
        onChange={(value) => onChange('state', value)}
      />
      <Select
        hideLabel
        label={t('people.plan')}
        value={plan}
        options={[
          { value: '', label: t('people.anyPlan') },
          ...(plans ?? (plan === '' ? [] : [{ code: plan, name: plan }])).map(({ code, name }) => ({
            value: code,
            label: name,
          })),
        ]}
        onChange={(value) => onChange('plan', value)}
      />
    </div>
  );
}
