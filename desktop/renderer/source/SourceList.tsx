import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/entities.ts';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { shownName } from '../documents/documentTexts.ts';
import styles from './SourceList.module.css';

type SourceListProps = { citations: readonly Citation[]; onOpen: (citation: Citation) => void };

/** What an answer rests on, under it: each number once, its file and its page. */
export function SourceList({ citations, onOpen }: SourceListProps) {
  const { t } = useTranslation();
  if (citations.length === 0) return null;
  const byMarker = Map.groupBy(citations, ({ marker }) => marker);
  const listed = [...byMarker.values()].flatMap(([first]) => first ?? []).sort((a, b) => a.marker - b.marker);
  return (
    <div className={styles.sources} role="group" aria-label={t('source.sources')}>
      <span className={styles.label} aria-hidden="true">
        {t('source.sources')}
      </span>
      <ol>
        {listed.map((citation) => (
          <li key={citation.marker}>
            <SourceButton citation={citation} onOpen={onOpen} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function SourceButton({ citation, onOpen }: { citation: Citation; onOpen: (citation: Citation) => void }) {
  const { t } = useTranslation();
  const { marker, page } = citation;
  const name = shownName(citation);
  return (
    <button type="button" className={styles.source} title={citation.quote} onClick={() => onOpen(citation)}>
      <VisuallyHidden>{t('source.citation')} </VisuallyHidden>
      <span className={styles.marker}>{marker}</span>
      <span className={styles.name}>{name}</span>
      {page !== null && <span className={styles.page}>{t('source.shortPage', { page })}</span>}
    </button>
  );
}
