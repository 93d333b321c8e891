import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/entities.ts';
import { Skeleton } from '../../design/Skeleton.tsx';
import { Quote } from '../Quote.tsx';
import contentStyles from '../SourceContent.module.css';
import { Unreadable } from '../Unreadable.tsx';
import { useSourceText } from '../useSourceText.ts';
import { PdfReader } from './PdfReader.tsx';
import { pdfPassage } from './pdfPassage.ts';
import { usePdf } from './usePdf.ts';

type PdfSourceProps = {
  documentId: string;
  citation: Citation | undefined;
  /** The switch to the document's text. */
  bar: ReactNode;
  onRetry: () => void;
};

/** A PDF as its own pages; where they cannot be drawn, why, and the way to its text. */
export function PdfSource({ documentId, citation, bar, onRetry }: PdfSourceProps) {
  const { t } = useTranslation();
  const pdf = usePdf(documentId);
  const { source, problem } = useSourceText(documentId);
  // The text tells equal words of a page apart; without it the first of them is shown.
  const textIsKnown = source !== null || problem !== null;
  const passage = useMemo(
    () => (textIsKnown ? pdfPassage(citation, source) : null),
    [citation, source, textIsKnown],
  );
  const isGone = problem?.code === 'not_found';
  if (pdf.status === 'ready' && textIsKnown && !isGone) {
    return (
      <PdfReader
        file={pdf.file}
        passage={passage}
        bar={bar}
        notFound={<p className={contentStyles.hint}>{t('source.notOnPage')}</p>}
      />
    );
  }
  if (isGone) return <Unreadable problem={problem} citation={citation} onRetry={onRetry} />;
  return (
    <div className={contentStyles.content}>
      <div className={contentStyles.bar}>{bar}</div>
      {pdf.status === 'missing' && <Unreadable problem={pdf.problem} citation={citation} onRetry={onRetry} />}
      {pdf.status === 'unreadable' && <Undrawable citation={citation} />}
      {(pdf.status === 'loading' || pdf.status === 'ready') && <Skeleton lines={9} />}
    </div>
  );
}

function Undrawable({ citation }: { citation: Citation | undefined }) {
  const { t } = useTranslation();
  if (citation) return <Quote citation={citation}>{t('source.undrawable')}</Quote>;
  return <p className={contentStyles.note}>{t('source.undrawable')}</p>;
}
