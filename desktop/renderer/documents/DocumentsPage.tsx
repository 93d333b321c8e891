import { Upload as UploadIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '#shared/limits.ts';
import pageStyles from '../app/Page.module.css';
import { PageHeader } from '../app/PageHeader.tsx';
import { Button } from '../design/Button.tsx';
import { FilterField } from '../design/FilterField.tsx';
import { Placard } from '../design/Placard.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useFormats } from '../i18n/format.ts';
import { ListNote } from '../sidebar/ListNote.tsx';
import { useActions, useAppState } from '../state/app.tsx';
import { DocumentFigure } from './DocumentFigure.tsx';
import { DocumentList } from './DocumentList.tsx';
import styles from './DocumentsPage.module.css';
import { useUploadControl } from './uploadContext.ts';
import { useDocuments, withName } from './useDocuments.ts';

/** All that the person has uploaded: adding, finding, reading, asking about, deleting. */
export function DocumentsPage() {
  const { t } = useTranslation();
  const actions = useActions();
  const [query, setQuery] = useState('');
  const documents = useDocuments();
  const list = useAppState((state) => state.documentList);
  const uploads = useAppState((state) => state.uploads).filter(({ state }) => state !== 'arrived');
  const searching = query.trim() !== '';
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the room that is used changes with their number
  useEffect(() => void actions.refreshUsage(), [actions, documents.length]);
  useEffect(() => {
    if (searching) void actions.loadAllDocuments();
  }, [actions, searching]);
  const nothing = documents.length === 0 && uploads.length === 0;
  return (
    <div className={pageStyles.page}>
      <PageHeader pageTitle={t('documents.title')} />
      {nothing && list.status === 'ready' ? (
        <EmptyDocuments />
      ) : (
        <div className={styles.page}>
          <div className={styles.head}>
            <h1>{t('documents.title')}</h1>
            <UploadButton />
          </div>
          <DocumentsOffline />
          <div className={styles.tools}>
            <FilterField
              value={query}
              label={t('documents.filter')}
              clearLabel={t('documents.clearFilter')}
              maxLength={LIMITS.fileNameLength}
              onChange={setQuery}
            />
            <Room count={documents.length} />
          </div>
          {nothing && list.status !== 'failed' && <Skeleton lines={6} />}
          {nothing && list.status === 'failed' && (
            <ListNote title={t('documents.listFailed')}>
              <Button onClick={() => void actions.loadDocuments()}>{t('common.retry')}</Button>
            </ListNote>
          )}
          {!nothing && <Documents query={query} uploads={uploads} documents={documents} />}
        </div>
      )}
    </div>
  );
}

type DocumentsProps = { query: string } & Pick<Parameters<typeof DocumentList>[0], 'uploads' | 'documents'>;

function Documents({ query, uploads, documents }: DocumentsProps) {
  const { t } = useTranslation();
  const status = useAppState((state) => state.documentList.status);
  const found = withName(documents, query);
  const arriving = withName(uploads, query);
  if (found.length > 0 || arriving.length > 0) return <DocumentList uploads={arriving} documents={found} />;
  if (status === 'loading') return <Skeleton lines={6} />;
  return (
    <ListNote title={t('documents.nothingFound', { query: query.trim() })}>
      {t('documents.nothingFoundHint')}
    </ListNote>
  );
}

function EmptyDocuments() {
  const { t } = useTranslation();
  const formats = useFormats();
  const offline = useAppState((state) => state.connection === 'offline');
  return (
    <Placard
      figure={<DocumentFigure label={t('documents.figure')} />}
      title={t('documents.emptyTitle')}
      actions={<UploadButton />}
    >
      <p>{t('documents.emptyText')}</p>
      <p className={styles.hint}>
        {offline
          ? t('documents.offline')
          : `${t('documents.emptyHint')} ${t('documents.accepted', { max: formats.bytes(LIMITS.uploadBytes) })}.`}
      </p>
    </Placard>
  );
}

function UploadButton() {
  const { t } = useTranslation();
  const { choose } = useUploadControl();
  const offline = useAppState((state) => state.connection === 'offline');
  return (
    <Button look="primary" disabled={offline} onClick={() => choose()}>
      <UploadIcon size={16} aria-hidden="true" />
      {t('documents.upload')}
    </Button>
  );
}

function DocumentsOffline() {
  const { t } = useTranslation();
  const offline = useAppState((state) => state.connection === 'offline');
  return offline ? <p className={styles.offline}>{t('documents.offline')}</p> : null;
}

/** How much of the plan's room is used, where there is a limit. */
function Room({ count }: { count: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const session = useAppState((state) => state.session);
  const { plan, usage } = session.status === 'signedIn' ? session : { plan: null, usage: null };
  const number = Math.max(count, usage?.documents ?? 0);
  const storage =
    usage && plan && plan.maxStorageMb !== null
      ? t('documents.storage', {
          used: formats.bytes(usage.storageBytes),
          max: formats.bytes(plan.maxStorageMb * 1024 ** 2),
        })
      : null;
  return (
    <p className={styles.room}>
      {[t('documents.count', { count: number }), storage].filter((text) => text !== null).join(' · ')}
    </p>
  );
}
