import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { generationErrorText } from '../i18n/problemText.ts';
import { useAppState } from '../state/app.tsx';
import styles from './AnswerEnding.module.css';

/** How an answer ended when it did not end well: what happened, and what to do. */
export function AnswerEnding({ message, onAgain }: { message: Message; onAgain: () => void }) {
  const { t } = useTranslation();
  const offline = useAppState((state) => state.connection === 'offline');
  const empty = message.content === '';
  switch (message.status) {
    case 'stopped':
      return (
        <p className={styles.quiet}>{empty ? t('conversation.stoppedEmpty') : t('conversation.stopped')}</p>
      );
    case 'interrupted':
      return (
        <div className={styles.ending}>
          <p>{empty ? t('conversation.interruptedEmpty') : t('conversation.interrupted')}</p>
          <Button disabled={offline} onClick={onAgain}>
            {t('common.retry')}
          </Button>
        </div>
      );
    case 'failed':
      return (
        <div className={styles.ending}>
          <p>{generationErrorText(t, message.error)}</p>
          <Button disabled={offline} onClick={onAgain}>
            {t('common.retry')}
          </Button>
        </div>
      );
    default:
      return null;
  }
}
