import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { AUDIT_ACTS, type AuditEntry, auditActSchema } from '#shared/admin.ts';
import { listAuditLog } from '#shared/endpoints/adminServer.ts';
import { LIMITS } from '#shared/limits.ts';
import { Button } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import { Select } from '../design/Select.tsx';
import { useFormats } from '../i18n/format.ts';
import { ListNote } from '../sidebar/ListNote.tsx';
import { useApp } from '../state/app.tsx';
import styles from './AuditPage.module.css';
import { useAuditWords } from './auditWords.ts';
import { DeskPage } from './DeskPage.tsx';
import { ReadingNote } from './ReadingNote.tsx';
import { usePages } from './usePages.ts';

const FILTERS = ['actor', 'target'] as const;

/** Who did what to whom, when and from where, the latest first. */
export function AuditPage() {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const [query, setQuery] = useSearchParams();
  const act = auditActSchema.safeParse(query.get('act')).data;
  const key = query.toString();
  const pages = usePages(key, async (cursor, signal) => {
    const page = await client.call(
      listAuditLog,
      { query: { actor: filterOf(query, 'actor'), target: filterOf(query, 'target'), act, cursor } },
      signal ? { signal } : {},
    );
    return { rows: page.entries, nextCursor: page.nextCursor };
  });
  const { rows, problem, reload, hasMore, loadMore, isReading } = pages;
  return (
    <DeskPage title={t('audit.title')}>
      <p className={styles.note}>{t('audit.note')}</p>
      <Filters key={key} query={query} onFilter={(filters) => setQuery(filters, { replace: true })} />
      <ReadingNote isShown={rows !== null} problem={problem} onRetry={reload} />
      {rows?.length === 0 && (
        <ListNote title={key === '' ? t('audit.nothing') : t('audit.nothingFound')}>
          {key === '' ? (
            t('audit.nothingHint')
          ) : (
            <Button onClick={() => setQuery({}, { replace: true })}>{t('audit.clear')}</Button>
          )}
        </ListNote>
      )}
      <ul className={styles.entries} aria-label={t('audit.list')}>
        {rows?.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {hasMore && (
        <Button look="quiet" disabled={isReading} onClick={() => void loadMore()}>
          {t('more')}
        </Button>
      )}
    </DeskPage>
  );
}

/** A filter of the address, unless it is empty. */
function filterOf(query: URLSearchParams, name: (typeof FILTERS)[number]): string | undefined {
  const value = query.get(name)?.trim() ?? '';
  return value === '' ? undefined : value;
}

type FiltersProps = { query: URLSearchParams; onFilter: (filters: Record<string, string>) => void };

function Filters({ query, onFilter }: FiltersProps) {
  const { t } = useTranslation('admin');
  const [names, setNames] = useState({ actor: query.get('actor') ?? '', target: query.get('target') ?? '' });
  const act = query.get('act') ?? '';
  const filter = (filters: Record<string, string>) =>
    onFilter(Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== '')));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    filter({ act, ...names });
  };
  return (
    <form className={styles.filters} onSubmit={submit}>
      <Select
        label={t('audit.act')}
        value={act}
        options={[
          { value: '', label: t('audit.anyAct') },
          ...AUDIT_ACTS.map((value) => ({ value: value as string, label: t(`audit.acts.${value}`) })),
        ]}
        onChange={(value) => filter({ act: value, ...names })}
      />
      {FILTERS.map((name) => (
        <Field
          key={name}
          label={t(`audit.${name}`)}
          placeholder={t('audit.nameHint')}
          maxLength={LIMITS.emailLength}
          autoComplete="off"
          value={names[name]}
          onChange={(event) => setNames({ ...names, [name]: event.target.value })}
        />
      ))}
      <Button type="submit">{t('audit.apply')}</Button>
    </form>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const words = useAuditWords();
  const { at, address, changes, target } = entry;
  return (
    <li className={styles.entry}>
      <p className={styles.sentence}>
        {target?.type === 'user' && target.id !== null ? (
          <Link href={`/admin/people/${target.id}`}>{words.sentence(entry)}</Link>
        ) : (
          words.sentence(entry)
        )}
      </p>
      <p className={styles.facts}>
        <time dateTime={at}>{formats.dateTime(at)}</time>
        {address !== null && ` · ${t('audit.from', { address })}`}
      </p>
      {changes.length > 0 && (
        <ul className={styles.changes}>
          {changes.map((change) => (
            <li key={change.field}>{words.change(change)}</li>
          ))}
        </ul>
      )}
    </li>
  );
}
