import { FileUp } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document } from '#shared/entities.ts';
import { LIMITS } from '#shared/limits.ts';
import { Button } from '../design/Button.tsx';
import { useActions, useAppState } from '../state/app.tsx';
import styles from './DocumentChoice.module.css';
import { shownName } from './documentTexts.ts';
import { useUploadControl } from './uploadContext.ts';
import type { DocumentScope } from './useDocumentScope.ts';
import { withName } from './useDocuments.ts';

type DocumentChoiceProps = { scope: DocumentScope; documents: readonly Document[] };

const MOST_LISTED = 60;
const FILTER_FROM = 7;

/** All documents, none, or the ones that are ticked; and a way to add more. */
export function DocumentChoice({ scope, documents }: DocumentChoiceProps) {
  const { t } = useTranslation();
  const { loadAllDocuments } = useActions();
  const { choose } = useUploadControl();
  const offline = useAppState((state) => state.connection === 'offline');
  const name = useId();
  useEffect(() => void loadAllDocuments(), [loadAllDocuments]);
  const { ids } = scope;
  return (
    <div className={styles.choice}>
      <h2>{t('documents.scope.title')}</h2>
      <Kind
        name={name}
        checked={ids === null}
        hint={t('documents.scope.allHint')}
        onChoose={() => scope.choose(null)}
      >
        {t('documents.scope.all')}
      </Kind>
      <Kind
        name={name}
        checked={ids?.length === 0}
        hint={t('documents.scope.noneHint')}
        onChoose={() => scope.choose([])}
      >
        {t('documents.scope.none')}
      </Kind>
      <fieldset className={styles.some}>
        <legend>{t('documents.scope.some')}</legend>
        <Ticks scope={scope} documents={documents} />
      </fieldset>
      <Button look="quiet" className={styles.upload} disabled={offline} onClick={() => choose()}>
        <FileUp size={15} aria-hidden="true" />
        {t('documents.upload')}
      </Button>
    </div>
  );
}

type KindProps = { name: string; checked: boolean; hint: string; onChoose: () => void; children: string };

function Kind({ name, checked, hint, onChoose, children }: KindProps) {
  return (
    <label className={styles.option}>
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <span>
        {children}
        <small>{hint}</small>
      </span>
    </label>
  );
}

function Ticks({ scope, documents }: DocumentChoiceProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const chosen = new Set(scope.ids ?? []);
  const usable = documents.filter(({ status }) => status !== 'error');
  const found = withName(usable, query);
  const listed = found.slice(0, MOST_LISTED);
  const more = found.length - listed.length;
  const isFull = chosen.size >= LIMITS.documentsPerMessage;
  const toggle = (id: string) =>
    scope.choose(chosen.has(id) ? [...chosen].filter((other) => other !== id) : [...chosen, id]);
  return (
    <>
      {usable.length >= FILTER_FROM && (
        <input
          className={styles.filter}
          value={query}
          aria-label={t('documents.filter')}
          placeholder={t('documents.filter')}
          autoComplete="off"
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      <div className={styles.list}>
        {listed.map((document) => (
          <label key={document.id} className={styles.option}>
            <input
              type="checkbox"
              checked={chosen.has(document.id)}
              disabled={isFull && !chosen.has(document.id)}
              onChange={() => toggle(document.id)}
            />
            <span className={styles.name} title={shownName(document)}>
              {shownName(document)}
              {document.status !== 'completed' && <small>{t('documents.scope.unread')}</small>}
            </span>
          </label>
        ))}
      </div>
      {found.length === 0 && (
        <p className={styles.note}>{t('documents.nothingFound', { query: query.trim() })}</p>
      )}
      {more > 0 && <p className={styles.note}>{t('documents.scope.more', { count: more })}</p>}
      {isFull && (
        <p className={styles.note}>{t('documents.scope.full', { max: LIMITS.documentsPerMessage })}</p>
      )}
    </>
  );
}
