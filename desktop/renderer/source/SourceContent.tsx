import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/entities.ts';
import { Choice } from '../design/Choice.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useAppState } from '../state/app.tsx';
import { locatePassage } from './passage.ts';
import { PdfSource } from './pdf/PdfSource.tsx';
import { Quote } from './Quote.tsx';
import styles from './SourceContent.module.css';
import { SourceReader } from './SourceReader.tsx';
import { Unreadable } from './Unreadable.tsx';
import { useSourceText } from './useSourceText.ts';

const LOOKS = ['page', 'text'] as const;

type SourceContentProps = {
  documentId: string;
  fileName: string;
  citation: Citation | undefined;
};

/** A document at the cited words: a PDF as its own pages, everything else, and a PDF if one likes, as text. */
export function SourceContent({ documentId, fileName, citation }: SourceContentProps) {
  const { t } = useTranslation();
  const mimeType = useAppState((state) => state.documents.get(documentId)?.mimeType);
  const isPdf = mimeType === undefined ? /\.pdf$/i.test(fileName) : mimeType === 'application/pdf';
  const [look, setLook] = useState<(typeof LOOKS)[number]>('page');
  const [attempt, setAttempt] = useState(0);
  const content = { documentId, citation, onRetry: () => setAttempt(attempt + 1) };
  if (!isPdf) return <TextSource key={attempt} {...content} />;
  const bar = (
    <Choice
      label={t('source.look')}
      value={look}
      options={LOOKS.map((value) => ({ value, label: t(`source.looks.${value}`) }))}
      onChange={setLook}
    />
  );
  if (look === 'page') return <PdfSource key={attempt} {...content} bar={bar} />;
  return (
    <div className={styles.content}>
      <div className={styles.bar}>{bar}</div>
      <TextSource key={attempt} {...content} />
    </div>
  );
}

type TextSourceProps = { documentId: string; citation: Citation | undefined; onRetry: () => void };

/** The document's text at the cited words; where those cannot be shown, the words as the answer keeps them, and why. */
function TextSource({ documentId, citation, onRetry }: TextSourceProps) {
  const { t } = useTranslation();
  const { source, problem } = useSourceText(documentId);
  const passage = useMemo(
    () => source && citation && locatePassage(source.text, citation),
    [source, citation],
  );
  if (problem) return <Unreadable problem={problem} citation={citation} onRetry={onRetry} />;
  if (!source) return <Skeleton lines={9} />;
  if (source.text.trim() === '' && !citation)
    return <p className={styles.note}>{t('source.emptyDocument')}</p>;
  return (
    <div className={styles.content}>
      {citation && passage === null && <Quote citation={citation}>{t('source.notFound')}</Quote>}
      <SourceReader source={source} passage={passage ?? null} marker={citation?.marker ?? null} />
    </div>
  );
}
