import { useTranslation } from 'react-i18next';
import type { MessageUsage } from '#shared/entities.ts';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { useFormats } from '../i18n/format.ts';
import styles from './MessageTokens.module.css';

/** What an answer used, beside what can be done with it. */
export function MessageTokens({ usage }: { usage: MessageUsage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { inputTokens, outputTokens, isEstimated } = usage;
  const count = inputTokens + outputTokens;
  const values = { input: formats.number(inputTokens), output: formats.number(outputTokens) };
  const detail = t(isEstimated ? 'usage.messageEstimated' : 'usage.messageDetail', values);
  return (
    <span className={styles.tokens} title={detail}>
      {isEstimated && '≈ '}
      {t('usage.messageTokens', { count, tokens: formats.number(count) })}
      <VisuallyHidden>: {detail}</VisuallyHidden>
    </span>
  );
}
