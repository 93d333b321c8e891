import { MoreHorizontal } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '#shared/entities.ts';
import { PageHeader } from '../app/PageHeader.tsx';
import { IconButton } from '../design/Button.tsx';
import { ConversationMenu } from '../sidebar/ConversationMenu.tsx';
import { TitleField } from '../sidebar/TitleField.tsx';
import { useActions } from '../state/app.tsx';
import styles from './ConversationHeader.module.css';

/** The title, to be changed where it stands, and what can be done with the conversation. */
export function ConversationHeader({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { patchConversation } = useActions();
  const [renaming, setRenaming] = useState(false);
  const title = useRef<HTMLButtonElement>(null);
  const name = conversation.title || t('sidebar.untitled');
  return (
    <PageHeader pageTitle={name}>
      {renaming ? (
        <TitleField
          title={conversation.title}
          onDone={(changed, byKey) => {
            setRenaming(false);
            if (byKey) requestAnimationFrame(() => title.current?.focus());
            if (changed !== null) void patchConversation(conversation.id, { title: changed });
          }}
        />
      ) : (
        <h1 className={styles.title}>
          <button ref={title} type="button" title={t('sidebar.rename')} onClick={() => setRenaming(true)}>
            {name}
          </button>
        </h1>
      )}
      <ConversationMenu
        conversation={conversation}
        align="end"
        onRename={() => setRenaming(true)}
        trigger={
          <IconButton label={t('sidebar.options', { title: name })}>
            <MoreHorizontal size={18} />
          </IconButton>
        }
      />
    </PageHeader>
  );
}
