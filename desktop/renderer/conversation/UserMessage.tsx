import { Pencil } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/entities.ts';
import { IconButton } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { MessageDocuments } from '../documents/MessageDocuments.tsx';
import { useActions, useApp, useAppState } from '../state/app.tsx';
import { CopyButton } from './CopyButton.tsx';
import { EditMessage } from './EditMessage.tsx';
import { MessageActions } from './MessageActions.tsx';
import { MessageFrame, type Place } from './MessageFrame.tsx';
import styles from './UserMessage.module.css';
import { Versions } from './Versions.tsx';

type UserMessageProps = {
  message: Message;
  tree: ReadonlyMap<string, Message>;
  place: Place;
  model: string | undefined;
  onSent: () => void;
};

export const UserMessage = memo(function UserMessage({
  message,
  tree,
  place,
  model,
  onSent,
}: UserMessageProps) {
  const { t } = useTranslation();
  const { send } = useActions();
  const waits = useApp().client.outbox !== undefined;
  const offline = useAppState((state) => state.connection === 'offline' && !waits);
  const [editing, setEditing] = useState(false);
  if (editing) {
    return (
      <MessageFrame
        author={t('conversation.you')}
        place={place}
        knotAt="top"
        knot={<Knot state="hollow" />}
        foot={null}
      >
        <EditMessage
          text={message.content}
          onCancel={() => setEditing(false)}
          onSend={(content) => {
            setEditing(false);
            const { conversationId, parentId, documentIds } = message;
            send({ conversationId, content, model, parentId, documentIds });
            onSent();
          }}
        />
      </MessageFrame>
    );
  }
  return (
    <MessageFrame
      author={t('conversation.you')}
      place={place}
      knotAt="top"
      knot={<Knot state="tied" />}
      foot={
        <>
          <Versions message={message} tree={tree} />
          <MessageActions>
            <CopyButton text={message.content} />
            <IconButton label={t('common.edit')} disabled={offline} onClick={() => setEditing(true)}>
              <Pencil size={15} />
            </IconButton>
          </MessageActions>
        </>
      }
    >
      <div className={styles.text}>{message.content}</div>
      <MessageDocuments ids={message.documentIds} />
    </MessageFrame>
  );
});
