import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { LimitWayOut } from '../account/LimitNote.tsx';
import { Button } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { MessageDocuments } from '../documents/MessageDocuments.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { Outgoing } from '../state/model.ts';
import { MessageFrame, type Place } from './MessageFrame.tsx';
import styles from './OutgoingMessage.module.css';
import userStyles from './UserMessage.module.css';

type OutgoingMessageProps = { item: Outgoing; place: Place; onWithdraw: (id: string) => void };

/** A message that the server does not have yet: a hollow knot, and why. */
export const OutgoingMessage = memo(function OutgoingMessage({
  item,
  place,
  onWithdraw,
}: OutgoingMessageProps) {
  const { t } = useTranslation();
  return (
    <MessageFrame
      author={t('conversation.you')}
      place={place}
      knotAt="top"
      knot={
        <Knot
          state={item.state === 'sending' ? 'waiting' : 'hollow'}
          tone={item.state === 'unsent' ? 'warn' : 'wool'}
        />
      }
      foot={<OutgoingState item={item} onWithdraw={onWithdraw} />}
    >
      <div className={userStyles.text} data-waiting="true">
        {item.content}
      </div>
      <MessageDocuments ids={item.documentIds} />
    </MessageFrame>
  );
});

function OutgoingState({ item, onWithdraw }: Omit<OutgoingMessageProps, 'place'>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { retry } = useActions();
  const offline = useAppState((state) => state.connection === 'offline');
  switch (item.state) {
    case 'sending':
      if (!item.kept || !offline) return <span className={styles.sending}>{t('conversation.sending')}</span>;
      return (
        <>
          <span role="status">{t('desktop.willBeSent')}</span>
          <Button look="quiet" onClick={() => onWithdraw(item.id)}>
            {t('desktop.takeBack')}
          </Button>
        </>
      );
    case 'queued':
      return (
        <>
          <span>{t('conversation.queued')}</span>
          <Button look="quiet" onClick={() => onWithdraw(item.id)}>
            {t('conversation.cancelQueued')}
          </Button>
        </>
      );
    case 'unsent':
      return (
        <div className={styles.unsent} role="status">
          <p>
            <strong>{t('conversation.notSent')}</strong>{' '}
            {item.problem ? problemText(t, formats, item.problem) : t('conversation.heldBack')}{' '}
            {item.problem?.code === 'plan_limit_reached' && (
              <LimitWayOut limit={item.problem.details?.limit} />
            )}
          </p>
          <div className={styles.buttons}>
            <Button look="quiet" onClick={() => onWithdraw(item.id)}>
              {t('common.edit')}
            </Button>
            <Button disabled={offline && !item.kept} onClick={() => retry(item.id)}>
              {t('common.retry')}
            </Button>
          </div>
        </div>
      );
  }
}
