import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document } from '#shared/entities.ts';
import styles from '../conversation/HomePage.module.css';
import { useActions } from '../state/app.tsx';
import { shownName } from './documentTexts.ts';
import { topicsOf } from './topics.ts';
import { useDocuments } from './useDocuments.ts';

type DocumentSuggestionsProps = {
  /** Without a model only what stands in a sentence of a document can be answered. */
  local: boolean;
  onPick: (text: string, documentId: string) => void;
};

type Suggestion = { question: string; document: Document };

const MOST = 4;
const EXAMPLES = 3;
const TOPICS_EACH = 2;
/** Larger documents are not fetched for a mere example, in bytes. */
const LARGEST = 1024 ** 2;

/** What one can ask, with the person's own latest documents as examples. Nothing while there are none to ask. */
export function DocumentSuggestions({ local, onPick }: DocumentSuggestionsProps) {
  const { t } = useTranslation();
  const examples = useDocuments()
    .filter(({ status, fileSizeBytes }) => status === 'completed' && fileSizeBytes <= LARGEST)
    .slice(0, EXAMPLES);
  const topics = useTopics(examples.map(({ id }) => id));
  const [latest] = examples;
  const general: Suggestion[] =
    latest && !local ? [{ question: t('documents.suggestions.about'), document: latest }] : [];
  const specific = Array.from({ length: TOPICS_EACH }, (_, round) =>
    examples.flatMap((document): Suggestion[] => {
      const topic = topics.get(document.id)?.[round];
      return topic === undefined ? [] : [{ question: t('documents.suggestions.topic', { topic }), document }];
    }),
  );
  const suggestions = [...general, ...specific.flat()].slice(0, MOST);
  if (suggestions.length === 0) return null;
  return (
    <section className={styles.suggestions} aria-label={t('documents.suggestionsLabel')}>
      {suggestions.map(({ question, document }) => (
        <button
          key={`${document.id} ${question}`}
          type="button"
          className={styles.suggestion}
          onClick={() => onPick(question, document.id)}
        >
          <strong>{question}</strong>
          <span>{shownName(document)}</span>
        </button>
      ))}
    </section>
  );
}

/** Topics of some documents, as far as their texts are here. */
function useTopics(ids: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const { readSourceText } = useActions();
  const [topics, setTopics] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const wanted = ids.join(' ');
  useEffect(() => {
    let isWanted = true;
    const read = async (id: string) => {
      try {
        const { text } = await readSourceText(id);
        const found = topicsOf(text, TOPICS_EACH);
        if (isWanted) setTopics((known) => new Map(known).set(id, found));
      } catch {
        // An example less.
      }
    };
    for (const id of wanted.split(' ')) if (id !== '') void read(id);
    return () => {
      isWanted = false;
    };
  }, [readSourceText, wanted]);
  return topics;
}
