import { useTranslation } from 'react-i18next';
import styles from '../conversation/HomePage.module.css';
import { shownName } from './documentTexts.ts';
import { useDocuments } from './useDocuments.ts';

const QUESTIONS = ['about', 'points', 'dates', 'figures'] as const;

type DocumentSuggestionsProps = { onPick: (text: string, documentId: string) => void };

/** What one can ask, with the person's own latest documents as examples. Nothing while there are none to ask. */
export function DocumentSuggestions({ onPick }: DocumentSuggestionsProps) {
  const { t } = useTranslation();
  const examples = useDocuments()
    .filter(({ status }) => status === 'completed')
    .slice(0, QUESTIONS.length);
  if (examples.length === 0) return null;
  return (
    <section className={styles.suggestions} aria-label={t('documents.suggestionsLabel')}>
      {QUESTIONS.map((question, index) => {
        const document = examples[index % examples.length];
        return (
          document && (
            <button
              key={question}
              type="button"
              className={styles.suggestion}
              onClick={() => onPick(t(`documents.suggestions.${question}`), document.id)}
            >
              <strong>{t(`documents.suggestions.${question}`)}</strong>
              <span>{shownName(document)}</span>
            </button>
          )
        );
      })}
    </section>
  );
}
