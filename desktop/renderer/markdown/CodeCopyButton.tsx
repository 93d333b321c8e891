import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import styles from './CodeBlock.module.css';

const SHOWN_MILLISECONDS = 1_600;

/** Copies code, and says to eyes and ears whether it worked. */
export function CodeCopyButton({ code }: { code: string }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    copyText(code).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  };
  const said = { copied: t('markdown.codeCopied'), failed: t('markdown.copyFailed') };
  return (
    <>
      <button type="button" className={styles.copy} aria-label={t('markdown.copyCode')} onClick={copy}>
        {outcome === 'copied' ? t('common.copied') : t('common.copy')}
      </button>
      <VisuallyHidden>
        <span role="status">{outcome === undefined ? '' : said[outcome]}</span>
      </VisuallyHidden>
    </>
  );
}

async function copyText(text: string): Promise<void> {
  // Browsers withhold the clipboard from a page that came over plain http.
  await navigator.clipboard.writeText(text);
}
