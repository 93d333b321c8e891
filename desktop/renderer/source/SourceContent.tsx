import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useAppState } from '../state/app.tsx';
import { problemOf } from '../state/context.ts';
import type { Problem } from '../state/model.ts';
import type { SourceText } from '../state/source.ts';
import { locatePassage } from './passage.ts';
import styles from './SourceContent.module.css';
import { SourceReader } from './SourceReader.tsx';

type SourceContentProps = { documentId: string; citation: Citation | undefined };

/** The document's text at the cited words; where those cannot be shown, the words as the answer keeps them, and why. */
export function SourceContent(props: SourceContentProps) {
  const [attempt, setAttempt] = useState(0);
  return <Attempt key={attempt} {...props} onRetry={() => setAttempt(attempt + 1)} />;
}

function Attempt({ documentId, citation, onRetry }: SourceContentProps & { onRetry: () => void }) {
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

function useSourceText(documentId: string) {
  const { readSourceText } = useActions();
  const [source, setSource] = useState<SourceText | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      try {
        const found = await readSourceText(documentId);
        if (wanted) setSource(found);
      } catch (error) {
        if (wanted) setProblem(problemOf(error));
      }
    };
    void read();
    return () => {
      wanted = false;
    };
  }, [readSourceText, documentId]);
  return { source, problem };
}

type UnreadableProps = { problem: Problem; citation: Citation | undefined; onRetry: () => void };

function Unreadable({ problem, citation, onRetry }: UnreadableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const offline = useAppState((state) => state.connection === 'offline');
  if (problem.code === 'not_found') {
    return citation ? (
      <Quote citation={citation}>{t('source.gone')}</Quote>
    ) : (
      <p className={styles.note}>{t('errors.not_found')}</p>
    );
  }
  return (
    <div>
      <div className={styles.problem} role="status">
        <Knot state="frayed" tone="warn" />
        <p>
          <strong>{t('source.failed')}</strong> {problemText(t, formats, problem)}
        </p>
        <Button disabled={offline} onClick={onRetry}>
          {t('common.retry')}
        </Button>
      </div>
      {citation && <Quote citation={citation}>{t('source.meanwhile')}</Quote>}
    </div>
  );
}

/** The words as the answer keeps them, when the document itself cannot show them. */
function Quote({ citation, children }: { citation: Citation; children: ReactNode }) {
  return (
    <div className={styles.quote}>
      <p>{children}</p>
      <blockquote>{citation.quote}</blockquote>
    </div>
  );
}
