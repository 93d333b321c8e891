import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import { Dialog } from '../design/Dialog.tsx';
import styles from './TwoFactorSection.module.css';

/** The codes for when the phone is lost, shown this once. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'));
    setCopied(true);
  };
  return (
    <Dialog title={t('twoFactor.codesTitle')} onClose={onClose}>
      <p>{t('twoFactor.codesText')}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button onClick={() => void copy().catch(() => setCopied(false))}>
          {copied ? t('common.copied') : t('common.copy')}
        </Button>
        <Button look="primary" onClick={onClose} data-first-focus>
          {t('twoFactor.codesKept')}
        </Button>
      </div>
    </Dialog>
  );
}
