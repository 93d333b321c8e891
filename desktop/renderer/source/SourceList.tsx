import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/entities.ts';
import { shownName } from '../documents/documentTexts.ts';
import styles from './SourceList.module.css';

type SourceListProps = { citations: readonly Citation[]; onOpen: (citation: Citation) => void };

/** What an answer rests on, under it: the number of each citation, its file and its page. */
export function SourceList({ citations, onOpen }: SourceListProps) {
  const { t } = useTranslation();
  if (citations.length === 0) return null;
  const ordered = [...citations].sort((a, b) => a.marker - b.marker);
  return (
    <section className={styles.sources} aria-label={t('source.sources')}>
      <span className={styles.label} aria-hidden="true">
        {t('source.sources')}
      </span>
      <ol>
        {ordered.map((citation) => (
          <li key={citation.marker}>
            <SourceButton citation={citation} onOpen={onOpen} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function SourceButton({ citation, onOpen }: { citation: Citation; onOpen: (citation: Citation) => void }) {
  const { t } = useTranslation();
  const { marker, page } = citation;
  const name = shownName(citation);
  return (
    <button
      type="button"
      className={styles.source}
      title={citation.quote}
      aria-label={
        page === null
          ? t('source.openSource', { marker, name })
          : t('source.openSourceOnPage', { marker, name, page })
      }
      onClick={() => onOpen(citation)}
    >
      <span className={styles.marker}>{marker}</span>
      <span className={styles.name}>{name}</span>
      {page !== null && <span className={styles.page}>{t('source.shortPage', { page })}</span>}
    </button>
  );
}
