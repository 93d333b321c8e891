import { useTranslation } from 'react-i18next';
import type { RetrievedPassage } from '#shared/retrieval.ts';
import { shownName } from '../../documents/documentTexts.ts';
import { withoutBidiControls } from '../../markdown/displayNodes.ts';
import styles from './PassageList.module.css';

type PassageListProps = {
  passages: readonly RetrievedPassage[];
  /** The chunks that the answer cites. */
  cited: ReadonlySet<string>;
  onOpen: (passage: RetrievedPassage) => void;
};

/** Passages that were found, each a way to its place in the document. */
export function PassageList({ passages, cited, onOpen }: PassageListProps) {
  const { t } = useTranslation();
  return (
    <ol className={styles.passages}>
      {passages.map((passage) => {
        const { chunkId, sentAs, page, excerpt } = passage;
        return (
          <li key={chunkId}>
            <button type="button" onClick={() => onOpen(passage)}>
              <span className={styles.head}>
                {sentAs !== null && <span className={styles.marker}>{sentAs}</span>}
                <span className={styles.name}>{shownName(passage)}</span>
                {page !== null && <span>{t('source.shortPage', { page })}</span>}
                {cited.has(chunkId) && <span className={styles.cited}>{t('source.why.cited')}</span>}
              </span>
              <span className={styles.excerpt}>{withoutBidiControls(excerpt)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
