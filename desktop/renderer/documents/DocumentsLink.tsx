import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import { Knot } from '../design/Knot.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { useAppState } from '../state/app.tsx';
import styles from './DocumentsLink.module.css';
import { useBusyDocuments, useDocuments } from './useDocuments.ts';

/** The way to the documents, with their number, or a moving knot while some are being sent or read. */
export function DocumentsLink({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  const [open] = useRoute('/documents');
  const busy = useBusyDocuments();
  const known = useDocuments().length;
  const isWhole = useAppState(({ documentList }) => documentList.cursor === null);
  return (
    <Link
      href="/documents"
      className={styles.link}
      data-open={open}
      aria-current={open ? 'page' : undefined}
      onClick={onOpen}
    >
      <FileText size={16} aria-hidden="true" />
      <span className={styles.name}>{t('documents.title')}</span>
      {busy > 0 ? (
        <>
          <Knot state="moving" tone="action" />
          <VisuallyHidden>{t('documents.sidebarReading', { count: busy })}</VisuallyHidden>
        </>
      ) : (
        known > 0 && <span className={styles.count}>{isWhole ? known : `${known}+`}</span>
      )}
    </Link>
  );
}
