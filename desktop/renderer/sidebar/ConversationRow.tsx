import { MoreHorizontal } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import type { Conversation } from '#shared/entities.ts';
import { useSidebar } from '../app/sidebarLayout.tsx';
import { IconButton } from '../design/Button.tsx';
import { classes } from '../design/classes.ts';
import { Knot } from '../design/Knot.tsx';
import { VisuallyHidden } from '../design/VisuallyHidden.tsx';
import { useActions, useAppState } from '../state/app.tsx';
import type { AppState } from '../state/model.ts';
import { isGrowing } from '../state/rows.ts';
import { ConversationMenu } from './ConversationMenu.tsx';
import styles from './ConversationRow.module.css';
import { TitleField } from './TitleField.tsx';

type RowProps = {
  conversation: Conversation;
  inTabOrder: boolean;
  renaming: boolean;
  onRename: (id: string) => void;
  onRenamed: (byKey: boolean) => void;
  onFocus: (id: string) => void;
};

export const ConversationRow = memo(function ConversationRow({
  conversation,
  inTabOrder,
  renaming,
  onRename,
  onRenamed,
  onFocus,
}: RowProps) {
  const { t } = useTranslation();
  const { patchConversation } = useActions();
  const { closeDrawer } = useSidebar();
  const [open] = useRoute(`/c/${conversation.id}`);
  const [menuOpen, setMenuOpen] = useState(false);
  const title = conversation.title || t('sidebar.untitled');
  if (renaming) {
    return (
      <TitleField
        title={conversation.title}
        onDone={(changed, byKey) => {
          onRenamed(byKey);
          if (changed !== null) void patchConversation(conversation.id, { title: changed });
        }}
      />
    );
  }
  return (
    <div className={classes(styles.row, open && styles.open, menuOpen && styles.menuOpen)}>
      <Link
        href={`/c/${conversation.id}`}
        className={styles.link}
        data-conversation={conversation.id}
        tabIndex={inTabOrder ? 0 : -1}
        aria-current={open ? 'page' : undefined}
        onFocus={() => onFocus(conversation.id)}
        onClick={closeDrawer}
        onDoubleClick={() => onRename(conversation.id)}
      >
        <RowState id={conversation.id} open={open} />
        <span className={classes(styles.title, conversation.title === '' && styles.untitled)} title={title}>
          {title}
        </span>
      </Link>
      <ConversationMenu
        conversation={conversation}
        onRename={() => onRename(conversation.id)}
        onOpenChange={setMenuOpen}
        trigger={
          <IconButton
            className={styles.more}
            label={t('sidebar.options', { title })}
            tabIndex={inTabOrder ? 0 : -1}
          >
            <MoreHorizontal size={16} />
          </IconButton>
        }
      />
    </div>
  );
});

/** The knot before a title: there only when there is something to say. */
function RowState({ id, open }: { id: string; open: boolean }) {
  const { t } = useTranslation();
  const state = useAppState((app) => stateOf(app, id));
  if (state === 'writing') {
    return (
      <span className={styles.knot}>
        <Knot state="moving" tone="action" />
        <VisuallyHidden>{t('sidebar.beingWritten')}</VisuallyHidden>
      </span>
    );
  }
  if (state !== 'calm') {
    return (
      <span className={styles.knot} title={t(STATE_TEXTS[state])}>
        <Knot state="hollow" tone={state === 'pending' ? 'wool' : 'warn'} />
        <VisuallyHidden>{t(STATE_TEXTS[state])}</VisuallyHidden>
      </span>
    );
  }
  return <span className={styles.knot}>{open && <Knot state="tied" tone="action" />}</span>;
}

const STATE_TEXTS = {
  waiting: 'sidebar.waiting',
  pending: 'desktop.waitingChange',
  refused: 'desktop.refusedChange',
} as const;

/** `pending`: changes wait for the server. `refused`: it refused one. */
function stateOf(state: AppState, id: string): 'writing' | 'calm' | keyof typeof STATE_TEXTS {
  const changes = state.waiting.filter((change) => change.conversationId === id);
  if (changes.some((change) => change.state === 'failed')) return 'refused';
  if (changes.length > 0 && state.connection === 'offline') return 'pending';
  if (state.outgoing.some((item) => item.conversationId === id && item.state === 'unsent')) return 'waiting';
  const leafId = state.conversations.get(id)?.activeLeafId;
  const leaf = leafId ? state.threads.get(id)?.messages.get(leafId) : undefined;
  return isGrowing(leaf) ? 'writing' : 'calm';
}
