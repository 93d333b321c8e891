import { useTranslation } from 'react-i18next';
import type { Retrieval, RetrievedPassage } from '#shared/retrieval.ts';
import { shownName } from '../../documents/documentTexts.ts';
import { useLocale } from '../../i18n/format.ts';
import styles from './RetrievalTable.module.css';

/** Ranks and scores of every way of searching, for those who tune it. */
export function RetrievalTable({ retrieval: { passages, embeddingModel } }: { retrieval: Retrieval }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const score = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const leg = (value: RetrievedPassage['words']) =>
    value === null ? '–' : `${value.rank}. · ${score.format(value.score)}`;
  return (
    <>
      <p className={styles.model}>
        {embeddingModel === null
          ? t('source.why.noVectors')
          : t('source.why.embeddingModel', { model: embeddingModel })}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard */}
      <div className={styles.scroll} role="group" aria-label={t('source.why.numbers')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('source.why.columns.rank')}</th>
              <th scope="col">{t('source.why.columns.passage')}</th>
              <th scope="col">{t('source.why.columns.words')}</th>
              <th scope="col">{t('source.why.columns.vectors')}</th>
              <th scope="col">{t('source.why.columns.fused')}</th>
              <th scope="col">{t('source.why.columns.sent')}</th>
            </tr>
          </thead>
          <tbody>
            {passages.map((passage) => (
              <tr key={passage.chunkId}>
                <td>{passage.rank}</td>
                <th scope="row">
                  {shownName(passage)}
                  {passage.page !== null && ` · ${t('source.shortPage', { page: passage.page })}`}
                  <small>{passage.headingPath.join(' › ')}</small>
                </th>
                <td>{leg(passage.words)}</td>
                <td>{leg(passage.vectors)}</td>
                <td>{score.format(passage.score)}</td>
                <td>{passage.sentAs === null ? '–' : `[${passage.sentAs}]`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
