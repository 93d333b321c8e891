import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/entities.ts';
import type { Retrieval, RetrievedPassage } from '#shared/retrieval.ts';
import { Dialog } from '../../design/Dialog.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { shownName } from '../../documents/documentTexts.ts';
import { useFormats } from '../../i18n/format.ts';
import { problemText } from '../../i18n/problemText.ts';
import { useActions } from '../../state/app.tsx';
import { PassageList } from './PassageList.tsx';
import { RetrievalTable } from './RetrievalTable.tsx';
import { useRetrieval } from './useRetrieval.ts';
import styles from './WhyAnswer.module.css';

type WhyAnswerProps = { message: Message; onClose: () => void };

/** Why an answer says what it says: what was searched for, where, what was found, what was used; and the numbers. */
export function WhyAnswer({ message, onClose }: WhyAnswerProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const state = useRetrieval(message.id);
  return (
    <Dialog title={t('source.why.title')} onClose={onClose}>
      <div className={styles.why}>
        {state.status === 'loading' && <Skeleton lines={5} />}
        {state.status === 'failed' && (
          <p role="status">
            {state.problem.code === 'offline'
              ? t('source.why.offline')
              : problemText(t, formats, state.problem)}
          </p>
        )}
        {state.status === 'ready' &&
          (state.retrieval ? (
            <Account message={message} retrieval={state.retrieval} onClose={onClose} />
          ) : (
            <p>{t('source.why.unknown')}</p>
          ))}
      </div>
    </Dialog>
  );
}

type AccountProps = WhyAnswerProps & { retrieval: Retrieval };

function Account({ message, retrieval, onClose }: AccountProps) {
  const { t } = useTranslation();
  const { openCitation } = useActions();
  const { outcome, query, passages } = retrieval;
  const sent = passages.filter(({ sentAs }) => sentAs !== null);
  const unsent = passages.filter(({ sentAs }) => sentAs === null);
  const cited = new Set(message.citations.map(({ chunkId }) => chunkId));
  const open = (passage: RetrievedPassage) => {
    onClose();
    const { documentId, chunkId, fileName, page, start, end, excerpt } = passage;
    const quote = excerpt.replace(/\s*…$/, '');
    const citation = {
      marker: passage.sentAs ?? passage.rank,
      documentId,
      chunkId,
      fileName,
      page,
      start,
      end,
    };
    const shown = { ...citation, quote, contentOffset: null };
    openCitation(shown, [shown]);
  };
  return (
    <>
      <p className={styles.summary}>{t(`source.why.outcomes.${outcome}`)}</p>
      {query !== null && (
        <dl className={styles.facts}>
          <dt>{t('source.why.query')}</dt>
          <dd>{t('source.why.quoted', { query })}</dd>
          <dt>{t('source.why.where')}</dt>
          <dd>
            <Where retrieval={retrieval} />
          </dd>
        </dl>
      )}
      {sent.length > 0 && (
        <section>
          <h3>{t('source.why.used', { count: sent.length })}</h3>
          <PassageList passages={sent} cited={cited} onOpen={open} />
        </section>
      )}
      {unsent.length > 0 && (
        <details>
          <summary>{t('source.why.unused', { count: unsent.length })}</summary>
          <PassageList passages={unsent} cited={cited} onOpen={open} />
        </details>
      )}
      {passages.length > 0 && (
        <details>
          <summary>{t('source.why.numbers')}</summary>
          <RetrievalTable retrieval={retrieval} />
        </details>
      )}
    </>
  );
}

const MOST_NAMES = 5;

function Where({ retrieval: { documents, documentsCount, isRestricted } }: { retrieval: Retrieval }) {
  const { t } = useTranslation();
  if (!isRestricted && documentsCount > MOST_NAMES) return t('source.why.all', { count: documentsCount });
  const names = documents.slice(0, MOST_NAMES).map((document) => shownName(document));
  const more = documentsCount - names.length;
  return [...names, ...(more > 0 ? [t('source.why.more', { count: more })] : [])].join(', ');
}
