import { type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/entities.ts';
import styles from './CitationMarker.module.css';
import { withoutBidiControls } from './displayNodes.ts';
import { CitationsContext } from './references.tsx';

/** `[n]` in a text: a knot that leads to its source when there is a citation with that marker, else what was written. */
export function CitationMarker({ marker, children }: { marker: number; children: ReactNode }) {
  const { byMarker, onOpen } = useContext(CitationsContext);
  const name = useCitationName();
  const citation = byMarker.get(marker);
  if (citation === undefined) return <>{children}</>;
  return (
    <button
      type="button"
      className={styles.citation}
      aria-label={name(citation)}
      title={name(citation)}
      disabled={onOpen === undefined}
      onClick={() => onOpen?.(citation)}
    >
      <span className={styles.knot} aria-hidden="true" />
      {marker}
    </button>
  );
}

function useCitationName() {
  const { t } = useTranslation();
  return ({ marker, fileName, page }: Citation) => {
    const source = { marker, fileName: withoutBidiControls(fileName) };
    return page === null ? t('markdown.citation', source) : t('markdown.citationOnPage', { ...source, page });
  };
}
