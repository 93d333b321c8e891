import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Footnotes.module.css';
import { MarkdownBlock } from './MarkdownBlock.tsx';
import { focusInMessage } from './messageFocus.ts';
import { ReferencesContext } from './references.tsx';

/** The footnotes at the end of a message. */
export function FootnoteList() {
  const { t } = useTranslation();
  const { footnotes } = useContext(ReferencesContext);
  if (footnotes.length === 0) return null;
  return (
    <section className={styles.footnotes} aria-label={t('markdown.footnotes')}>
      <ol>
        {footnotes.map((footnote, index) => (
          <li key={footnote.identifier} data-footnote={index + 1} tabIndex={-1}>
            <MarkdownBlock nodes={footnote.children} />
            <button
              type="button"
              className={styles.back}
              aria-label={t('markdown.backToText', { number: index + 1 })}
              onClick={(event) => focusInMessage(event, `[data-footnote-reference="${index + 1}"]`)}
            >
              ↩
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
