import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import styles from './LinkToHandOver.module.css';

/** A link that is shown once, to be copied and given to somebody. */
export function LinkToHandOver({ url, note }: { url: string; note: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(url);
    setCopied(true);
  };
  return (
    <div className={styles.link} role="status">
      <p>{note}</p>
      <div className={styles.line}>
        <code>{url}</code>
        <Button onClick={() => void copy().catch(() => setCopied(false))}>
          {copied ? t('common.copied') : t('common.copy')}
        </Button>
      </div>
    </div>
  );
}
