import { Archive, ArchiveRestore, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { type ReactElement, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Conversation } from '#shared/entities.ts';
import { Menu, MenuItem, MenuLine } from '../design/Menu.tsx';
import { useActions } from '../state/app.tsx';

type ConversationMenuProps = {
  conversation: Conversation;
  trigger: ReactElement;
  onRename: () => void;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'end';
};

/** What can be done with a conversation as a whole. */
export function ConversationMenu({
  conversation,
  trigger,
  onRename,
  onOpenChange,
  align = 'start',
}: ConversationMenuProps) {
  const { t } = useTranslation();
  const actions = useActions();
  const [location, navigate] = useLocation();
  const renaming = useRef(false);
  const { id, pinnedAt, archivedAt } = conversation;
  const leave = () => {
    if (location === `/c/${id}`) navigate('/');
  };
  return (
    <Menu
      trigger={trigger}
      align={align}
      {...(onOpenChange ? { onOpenChange } : {})}
      onCloseAutoFocus={(event) => {
        if (renaming.current) event.preventDefault();
        renaming.current = false;
      }}
    >
      <MenuItem
        icon={<Pencil size={16} />}
        onSelect={() => {
          renaming.current = true;
          onRename();
        }}
      >
        {t('sidebar.rename')}
      </MenuItem>
      <MenuItem
        icon={pinnedAt ? <PinOff size={16} /> : <Pin size={16} />}
        onSelect={() => void actions.patchConversation(id, { pinned: pinnedAt === null })}
      >
        {pinnedAt ? t('sidebar.unpin') : t('sidebar.pin')}
      </MenuItem>
      <MenuItem
        icon={archivedAt ? <ArchiveRestore size={16} /> : <Archive size={16} />}
        onSelect={() => {
          actions.archiveConversation(id, archivedAt === null);
          if (archivedAt === null) leave();
        }}
      >
        {archivedAt ? t('sidebar.fromArchive') : t('sidebar.toArchive')}
      </MenuItem>
      <MenuLine />
      <MenuItem
        icon={<Trash2 size={16} />}
        tone="action"
        onSelect={() => {
          actions.deleteConversation(id);
          leave();
        }}
      >
        {t('sidebar.delete')}
      </MenuItem>
    </Menu>
  );
}
