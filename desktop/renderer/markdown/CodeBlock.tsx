import { memo, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './CodeBlock.module.css';
import { CodeCopyButton } from './CodeCopyButton.tsx';
import { type LanguageId, languageId, languageLabel } from './codeLanguages.ts';
import { type CodeLine, highlightCode, highlightedBefore } from './highlight.ts';

type CodeBlockProps = {
  code: string;
  /** As the fence names it. */
  language: string | undefined;
  /** The code still grows. Its colours come when it is whole; nothing else changes then. */
  isOpen: boolean;
};

export function CodeBlock({ code, language, isOpen }: CodeBlockProps) {
  const { t } = useTranslation();
  const tokens = useHighlighted(code, isOpen ? undefined : languageId(language));
  const label = languageLabel(language);
  const name = label === '' ? t('markdown.code') : t('markdown.codeIn', { language: label });
  return (
    <div className={styles.block}>
      <div className={styles.head}>
        <span className={styles.language}>{label}</span>
        <CodeCopyButton code={code} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard */}
      <pre className={styles.code} role="group" aria-label={name} tabIndex={0}>
        <code>
          {segmentsOf(code, tokens).map((segment, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a segment's place is its identity: code only grows at its end
            <CodeSegment key={index} {...segment} />
          ))}
        </code>
      </pre>
    </div>
  );
}

type Segment = { text: string; lines: readonly CodeLine[] | undefined };

const LINES_PER_SEGMENT = 50;

/** Long code in parts, so that one more line does not touch all the others. */
function segmentsOf(code: string, tokens: readonly CodeLine[] | undefined): Segment[] {
  const lines = code.split('\n');
  const segments: Segment[] = [];
  for (let first = 0; first < lines.length; first += LINES_PER_SEGMENT) {
    const end = first + LINES_PER_SEGMENT;
    const lineEnd = end < lines.length ? '\n' : '';
    segments.push({ text: lines.slice(first, end).join('\n') + lineEnd, lines: tokens?.slice(first, end) });
  }
  return segments;
}

const CodeSegment = memo(function CodeSegment({ text, lines }: Segment) {
  if (lines === undefined) return <span>{text}</span>;
  const lineEnd = text.endsWith('\n') ? lines.length : lines.length - 1;
  return (
    <span>
      {lines.map((line, row) => [
        ...line.map(({ text: piece, kind }, column) =>
          kind === undefined ? (
            piece
          ) : (
            // oxlint-disable-next-line react/no-array-index-key -- code does not move once it is coloured
            <span key={`${row}:${column}`} className={styles[kind]}>
              {piece}
            </span>
          ),
        ),
        row < lineEnd ? '\n' : '',
      ])}
    </span>
  );
}, sameSegment);

function sameSegment(before: Segment, after: Segment): boolean {
  return before.text === after.text && (before.lines === undefined) === (after.lines === undefined);
}

/** The tokens of code once they are known; undefined until then, and without a language. */
function useHighlighted(code: string, language: LanguageId | undefined): readonly CodeLine[] | undefined {
  const [found, setFound] = useState<{ code: string; language: LanguageId; tokens: readonly CodeLine[] }>();
  const known = language === undefined ? undefined : highlightedBefore(code, language);
  const isKnown = known !== undefined;
  useEffect(() => {
    if (language === undefined || isKnown) return;
    const abandon = new AbortController();
    highlightCode(code, language, abandon.signal).then(
      (tokens) => {
        if (tokens !== undefined && !abandon.signal.aborted) setFound({ code, language, tokens });
      },
      () => {
        // Its file could not be loaded: the code stays as it is, and the next block tries again.
      },
    );
    return () => abandon.abort();
  }, [code, language, isKnown]);
  return known ?? (found?.code === code && found.language === language ? found.tokens : undefined);
}
