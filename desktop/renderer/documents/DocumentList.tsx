import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { Document } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
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

const NEAR_THE_END_PIXELS = 600;

/** Files on their way, then the documents, the latest first; only those in view are in the page. */
export function DocumentList({ uploads, documents }: DocumentListProps) {
  const { t } = useTranslation();
  const { loadDocuments } = useActions();
  const status = useAppState((state) => state.documentList.status);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const rows: Row[] = [
    ...uploads.map((upload) => ({ key: upload.id, upload, document: null })),
    ...documents.map((document) => ({ key: document.id, upload: null, document })),
  ];
  const keys = useRowKeys(rows, scroller, virtualizer);
  return (
    // The keys move between the documents of the list, which are what has the focus.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only listens for its rows' keys
    <div ref={scroller} className={styles.scroller} onKeyDown={keys.onKeyDown}>
      <h2 className={styles.heading}>{t('documents.list')}</h2>
      <Virtualizer
        ref={virtualizer}
        scrollRef={scroller}
        data={rows}
        as="ul"
        item="li"
        keepMounted={keys.tabIndex < 0 ? [] : [keys.tabIndex]}
        onScroll={(offset) => {
          const handle = virtualizer.current;
          if (handle && offset + handle.viewportSize > handle.scrollSize - NEAR_THE_END_PIXELS) {
            void loadDocuments(true);
          }
        }}
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
      </Virtualizer>
      {status === 'failed' && (
        <ListNote title={t('documents.listFailed')}>
          <Button onClick={() => void loadDocuments(true)}>{t('common.retry')}</Button>
        </ListNote>
      )}
    </div>
  );
}

/** One stop of the tab key for all documents; arrows move between them, Delete deletes. */
function useRowKeys(
  rows: readonly Row[],
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: RefObject<VirtualizerHandle | null>,
) {
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
    virtualizer.current?.scrollToIndex(index, { align: 'nearest' });
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-document="${id}"]`)?.focus(),
    );
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
