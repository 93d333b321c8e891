import { ChevronLeft, ChevronRight, FileText, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../design/Button.tsx';
import { DownloadControl } from '../documents/DownloadControl.tsx';
import { shownName } from '../documents/documentTexts.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { SourceView } from '../state/model.ts';
import { keepPlace } from './keepPlace.ts';
import { SourceContent } from './SourceContent.tsx';
import styles from './SourcePanel.module.css';

/** The source beside the page: a document, at the passage that an answer cites. It takes the focus and gives it back. */
export function SourcePanel({ source }: { source: SourceView }) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const name = shownName(source);
  const citation = source.index === null ? undefined : source.citations[source.index];
  useReturningFocus();
  useEffect(() => {
    // Stepping through citations leaves the focus on the button that steps.
    if (!panel.current?.contains(document.activeElement)) title.current?.focus({ preventScroll: true });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another source is what the focus follows
  }, [source]);
  return (
    <aside ref={panel} className={styles.panel} aria-label={t('source.label', { name })}>
      <header className={styles.header}>
        <div className={styles.top}>
          <FileText size={17} aria-hidden="true" />
          <h2 ref={title} tabIndex={-1} title={name}>
            {name}
          </h2>
          <PanelActions source={source} />
        </div>
        {citation && <Stepper source={source} />}
      </header>
      <SourceContent
        key={source.documentId}
        documentId={source.documentId}
        fileName={source.fileName}
        citation={citation}
      />
    </aside>
  );
}

function PanelActions({ source }: { source: SourceView }) {
  const { t } = useTranslation();
  const { closeSource } = useActions();
  const isKnown = useAppState((state) => state.documents.has(source.documentId));
  return (
    <>
      {isKnown && <DownloadControl document={{ id: source.documentId, fileName: source.fileName }} />}
      <IconButton label={t('source.close')} keys="Escape" onClick={closeSource}>
        <X size={18} />
      </IconButton>
    </>
  );
}

/** Which citation of the answer it is and on which page, and the way to the ones beside it. */
function Stepper({ source }: { source: SourceView }) {
  const { t } = useTranslation();
  const { stepCitation } = useActions();
  const { citations } = source;
  const index = source.index ?? 0;
  const page = citations[index]?.page ?? null;
  const facts = [
    ...(citations.length > 1 || page === null
      ? [t('source.position', { current: index + 1, count: citations.length })]
      : []),
    ...(page === null ? [] : [t('source.page', { page })]),
  ];
  return (
    <div className={styles.stepper}>
      <p role="status">{facts.join(' · ')}</p>
      {citations.length > 1 && (
        <>
          <IconButton label={t('source.previous')} disabled={index === 0} onClick={() => stepCitation(-1)}>
            <ChevronLeft size={17} />
          </IconButton>
          <IconButton
            label={t('source.next')}
            disabled={index === citations.length - 1}
            onClick={() => stepCitation(1)}
          >
            <ChevronRight size={17} />
          </IconButton>
        </>
      )}
    </div>
  );
}

/** The focus goes back to what opened the panel, and the text around that stays where it is read. */
function useReturningFocus(): void {
  useEffect(() => {
    const opener = document.activeElement;
    return () => {
      if (!(opener instanceof HTMLElement) || !opener.isConnected) return;
      keepPlace(opener);
      // What covered the page has to be gone before something in it can have the focus.
      requestAnimationFrame(() => opener.focus({ preventScroll: true }));
    };
  }, []);
}
