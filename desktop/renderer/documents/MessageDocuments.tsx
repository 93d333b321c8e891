import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActions, useAppState } from '../state/app.tsx';
import { shownName } from './documentTexts.ts';
import styles from './MessageDocuments.module.css';

/** The documents that a sent message was restricted to. Nothing where it was not. */
export function MessageDocuments({ ids }: { ids: readonly string[] | null }) {
  const { t } = useTranslation();
  if (ids === null) return null;
  if (ids.length === 0) return <p className={styles.documents}>{t('documents.scope.sentWithNone')}</p>;
  return (
    <div className={styles.documents}>
      <span>{t('documents.scope.sentWith')}</span>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <DocumentLink id={id} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function DocumentLink({ id }: { id: string }) {
  const { t } = useTranslation();
  const { openDocument } = useActions();
  const document = useAppState((state) => state.documents.get(id));
  const isWhole = useAppState(
    ({ documentList }) => documentList.status === 'ready' && documentList.cursor === null,
  );
  if (!document) return <span className={styles.gone}>{isWhole ? t('documents.scope.gone') : '…'}</span>;
  return (
    <button type="button" className={styles.chip} onClick={() => openDocument(document)}>
      <FileText size={13} aria-hidden="true" />
      <span>{shownName(document)}</span>
    </button>
  );
}
