import { type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/entities.ts';
import { classes } from '../design/classes.ts';
import { Tooltip } from '../design/Tooltip.tsx';
import styles from './CitationMarker.module.css';
import { withoutBidiControls } from './displayNodes.ts';
import { BlockStartContext, CitationsContext } from './references.tsx';

type CitationMarkerProps = {
  marker: number;
  /** Where it stands in its block; undefined where that is not known. */
  offset: number | undefined;
  /** What was written. */
  children: ReactNode;
};

/**
 * `[n]` in an answer: a knot that leads to its source where the document bears the sentence out; else a hollow one that
 * leads nowhere and says that it is not borne out.
 */
export function CitationMarker({ marker, offset, children }: CitationMarkerProps) {
  const { stateOf, onOpen } = useContext(CitationsContext);
  const start = useContext(BlockStartContext);
  const name = useCitationName();
  const state = stateOf(marker, offset === undefined ? undefined : start + offset);
  if (state === 'text') return <>{children}</>;
  if (state === 'growing' || state === 'unverified') return <LooseMarker marker={marker} state={state} />;
  return (
    <button
      type="button"
      className={styles.citation}
      aria-label={name(state)}
      title={name(state)}
      disabled={onOpen === undefined}
      onClick={() => onOpen?.(state)}
    >
      <span className={styles.knot} aria-hidden="true" />
      {marker}
    </button>
  );
}

/** A marker without a source. It can be reached by keyboard, since why it has none is said in its tooltip. */
function LooseMarker({ marker, state }: { marker: number; state: 'growing' | 'unverified' }) {
  const { t } = useTranslation();
  const text = t(`markdown.${state === 'growing' ? 'citationGrowing' : 'citationUnverified'}`, { marker });
  return (
    <Tooltip text={text}>
      <span
        className={classes(styles.citation, styles.loose)}
        role="note"
        aria-label={text}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its tooltip has to be reached by keyboard
        tabIndex={0}
        data-citation={state}
      >
        <span className={styles.hollow} aria-hidden="true" />
        {marker}
        {state === 'unverified' && <span aria-hidden="true">?</span>}
      </span>
    </Tooltip>
  );
}

function useCitationName() {
  const { t } = useTranslation();
  return ({ marker, fileName, page }: Citation) => {
    const source = { marker, fileName: withoutBidiControls(fileName) };
    return page === null ? t('markdown.citation', source) : t('markdown.citationOnPage', { ...source, page });
  };
}
