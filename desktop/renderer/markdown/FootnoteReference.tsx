import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Footnotes.module.css';
import { focusInMessage } from './messageFocus.ts';
import { ReferencesContext } from './references.tsx';

/** A footnote's number in the text, which leads to the footnote; what was written when there turns out to be none. */
export function FootnoteReference({ identifier }: { identifier: string }) {
  const { t } = useTranslation();
  const { footnotes, isGrowing } = useContext(ReferencesContext);
  const number = footnotes.findIndex((footnote) => footnote.identifier === identifier) + 1;
  if (number === 0) return isGrowing ? null : <>{`[^${identifier}]`}</>;
  return (
    <sup className={styles.number}>
      <button
        type="button"
        className={styles.reference}
        data-footnote-reference={number}
        aria-label={t('markdown.footnote', { number })}
        onClick={(event) => focusInMessage(event, `[data-footnote="${number}"]`)}
      >
        {number}
      </button>
    </sup>
  );
}
