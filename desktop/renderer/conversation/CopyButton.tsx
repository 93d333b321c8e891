import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../design/Button.tsx';

const CONFIRMED_MILLISECONDS = 1_600;

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // The browser withholds the clipboard; the text can still be selected.
    }
  };
  return (
    <IconButton label={copied ? t('common.copied') : t('common.copy')} onClick={() => void copy()}>
      {copied ? <Check size={15} /> : <Copy size={15} />}
    </IconButton>
  );
}
