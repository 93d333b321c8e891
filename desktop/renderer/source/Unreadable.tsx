import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useAppState } from '../state/app.tsx';
import type { Problem } from '../state/model.ts';
import { Quote } from './Quote.tsx';
import styles from './Unreadable.module.css';

type UnreadableProps = { problem: Problem; citation: Citation | undefined; onRetry: () => void };

/** Why a document cannot be shown, what to do, and what the answer keeps of it. */
export function Unreadable({ problem, citation, onRetry }: UnreadableProps) {
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
  const why = offline || problem.code === 'offline' ? t('source.offline') : problemText(t, formats, problem);
  return (
    <div>
      <div className={styles.problem} role="status">
        <Knot state="frayed" tone="warn" />
        <p>
          <strong>{t('source.failed')}</strong> {why}
        </p>
        <Button disabled={offline} onClick={onRetry}>
          {t('common.retry')}
        </Button>
      </div>
      {citation && <Quote citation={citation}>{t('source.meanwhile')}</Quote>}
    </div>
  );
}
