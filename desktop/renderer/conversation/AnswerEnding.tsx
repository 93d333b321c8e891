import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { generationErrorText } from '../i18n/problemText.ts';
import { useAppState } from '../state/app.tsx';
import styles from './AnswerEnding.module.css';

type AnswerEndingProps = {
  message: Message;
  onAgain: () => void;
  /** Undefined where there is nothing to go on from, or nobody who could. */
  onGoOn: (() => void) | undefined;
};

/** How an answer ended when it did not end well: what happened, and what to do. */
export function AnswerEnding({ message, onAgain, onGoOn }: AnswerEndingProps) {
  const { t } = useTranslation();
  const offline = useAppState((state) => state.connection === 'offline');
  const empty = message.content === '';
  const goOn = onGoOn && (
    <Button disabled={offline} onClick={onGoOn}>
      {t('conversation.goOn')}
    </Button>
  );
  const tryAgain = (
    <Button disabled={offline} onClick={onAgain}>
      {t('common.retry')}
    </Button>
  );
  switch (message.status) {
    case 'stopped':
      return (
        <div className={styles.stopped}>
          <p className={styles.quiet}>{empty ? t('conversation.stoppedEmpty') : t('conversation.stopped')}</p>
          {goOn}
        </div>
      );
    case 'interrupted':
      return (
        <Ending text={empty ? t('conversation.interruptedEmpty') : t('conversation.interrupted')}>
          {goOn}
          {tryAgain}
        </Ending>
      );
    case 'failed':
      return (
        <Ending text={generationErrorText(t, message.error)}>
          {goOn}
          {tryAgain}
        </Ending>
      );
    default:
      return null;
  }
}

function Ending({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className={styles.ending}>
      <p>{text}</p>
      <div className={styles.ways}>{children}</div>
    </div>
  );
}
