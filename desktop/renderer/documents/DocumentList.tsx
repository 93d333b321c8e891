import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { useVirtualList, VirtualList, type VirtualListHandle } from '../design/VirtualList.tsx';
import { ListNote } from '../sidebar/ListNote.tsx';
import { useActions, useAppState } from '../state/app.tsx';
import type { Upload } from '../state/model.ts';
import styles from './DocumentList.module.css';
import { DocumentRow } from './DocumentRow.tsx';
import { UploadItem } from './UploadTray.tsx';

type Row =
  | { key: string; upload: Upload; document: null }
  | { key: string; upload: null; document: Document };

type DocumentListProps = { uploads: readonly Upload[]; documents: readonly Document[] };

/** Files on their way, then the documents, the latest first; only those in view are in the page. */
export function DocumentList({ uploads, documents }: DocumentListProps) {
  const { t } = useTranslation();
  const { loadDocuments } = useActions();
  const status = useAppState((state) => state.documentList.status);
  const list = useVirtualList();
  const rows: Row[] = [
    ...uploads.map((upload) => ({ key: upload.id, upload, document: null })),
    ...documents.map((document) => ({ key: document.id, upload: null, document })),
  ];
  const keys = useRowKeys(rows, list);
  return (
    <VirtualList
      list={list}
      rows={rows}
      tabIndex={keys.tabIndex}
      className={styles.scroller}
      onKeyDown={keys.onKeyDown}
      onNearEnd={() => void loadDocuments(true)}
      above={<h2 className={styles.heading}>{t('documents.list')}</h2>}
      below={
        status === 'failed' && (
          <ListNote title={t('documents.listFailed')}>
            <Button onClick={() => void loadDocuments(true)}>{t('common.retry')}</Button>
          </ListNote>
        )
      }
    >
      {(row, index) =>
        row.document ? (
          <DocumentRow
            key={row.key}
            document={row.document}
            inTabOrder={index === keys.tabIndex}
            onFocus={keys.setFocusedId}
            onDelete={keys.remove}
          />
        ) : (
          <div key={row.key} className={styles.upload}>
            <UploadItem upload={row.upload} />
          </div>
        )
      }
    </VirtualList>
  );
}

/** One stop of the tab key for all documents; arrows move between them, Delete deletes. */
function useRowKeys(rows: readonly Row[], { focusRow: focusAt }: VirtualListHandle) {
  const actions = useActions();
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const indexOf = (id: string | null | undefined) =>
    rows.findIndex(({ document }) => document !== null && document.id === id);
  const focused = indexOf(focusedId);
  const tabIndex = focused >= 0 ? focused : rows.findIndex(({ document }) => document !== null);
  const isDocument = (index: number) => Boolean(rows[index]?.document);
  const focusRow = (index: number) => {
    const id = rows[index]?.document?.id;
    if (id === undefined) return;
    setFocusedId(id);
    focusAt(index, `[data-document="${id}"]`);
  };
  const remove = (id: string) => {
    const index = indexOf(id);
    focusRow(isDocument(index + 1) ? index + 1 : index - 1);
    actions.deleteDocument(id);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset['document'] : undefined;
    const index = indexOf(id);
    if (id === undefined || index < 0) return;
    const handlers: Record<string, () => void> = {
      ArrowDown: () => isDocument(index + 1) && focusRow(index + 1),
      ArrowUp: () => isDocument(index - 1) && focusRow(index - 1),
      Home: () => focusRow(rows.findIndex(({ document }) => document !== null)),
      End: () => focusRow(rows.length - 1),
      Delete: () => remove(id),
    };
    const handler = handlers[event.key];
    if (!handler) return;
    event.preventDefault();
    handler();
  };
  return { tabIndex, onKeyDown, setFocusedId, remove };
}
