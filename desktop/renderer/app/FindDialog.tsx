import { Command } from 'cmdk';
import {
  FileText,
  MessageSquare,
  Search,
  Settings as SettingsIcon,
  SlidersHorizontal,
  SquarePen,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Conversation } from '#shared/entities.ts';
import { pathTo } from '../conversation/useSoughtMessage.ts';
import { Dialog } from '../design/Dialog.tsx';
import { Highlighted } from '../sidebar/Highlighted.tsx';
import { useSearch } from '../sidebar/useSearch.ts';
import { useAppState, useIsAdmin } from '../state/app.tsx';
import styles from './FindDialog.module.css';

const RECENT = 8;

/** Finds a conversation by its title or by words from its messages, and goes there. */
export function FindDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const { titles, hits, status } = useSearch(query);
  const recent = useRecent();
  const isAdmin = useIsAdmin();
  const go = (path: string) => {
    onClose();
    navigate(path);
  };
  const searching = query.trim() !== '';
  const listed = searching ? titles : recent;
  return (
    <Dialog title={t('find.title')} onClose={onClose} look="palette">
      <Command className={styles.command} label={t('find.title')} shouldFilter={false} loop>
        <div className={styles.input}>
          <Search size={18} aria-hidden="true" />
          <Command.Input
            value={query}
            onValueChange={setQuery}
            placeholder={t('find.placeholder')}
            maxLength={200}
            data-first-focus
          />
        </div>
        <Command.List className={styles.list} label={t('find.title')}>
          {searching && listed.length === 0 && hits.length === 0 && (
            <p className={styles.empty}>
              {status === 'done' || status === 'failed' ? t('find.nothing') : t('find.searching')}
            </p>
          )}
          {listed.length > 0 && (
            <Command.Group heading={t('find.conversations')}>
              {listed.map(({ id, title }) => (
                <Command.Item key={id} value={id} onSelect={() => go(`/c/${id}`)}>
                  <MessageSquare size={16} aria-hidden="true" />
                  <span className={styles.title}>{title || t('sidebar.untitled')}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          {hits.length > 0 && (
            <Command.Group heading={t('find.messages')}>
              {hits.map((hit) => (
                <Command.Item
                  key={`${hit.conversationId} ${hit.messageId ?? ''}`}
                  value={`${hit.conversationId} ${hit.messageId ?? ''}`}
                  onSelect={() => go(pathTo(hit.conversationId, hit.messageId))}
                >
                  <Search size={16} aria-hidden="true" />
                  <span className={styles.hit}>
                    <span className={styles.title}>{hit.title || t('sidebar.untitled')}</span>
                    <span className={styles.snippet}>
                      <Highlighted text={hit.snippet} ranges={hit.highlights} />
                    </span>
                  </span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          {!searching && (
            <Command.Group heading={t('find.actions')}>
              <Command.Item value="new" onSelect={() => go('/')}>
                <SquarePen size={16} aria-hidden="true" />
                {t('sidebar.newConversation')}
              </Command.Item>
              <Command.Item value="documents" onSelect={() => go('/documents')}>
                <FileText size={16} aria-hidden="true" />
                {t('documents.title')}
              </Command.Item>
              <Command.Item value="settings" onSelect={() => go('/settings')}>
                <SettingsIcon size={16} aria-hidden="true" />
                {t('account.settings')}
              </Command.Item>
              {isAdmin && (
                <Command.Item value="admin" onSelect={() => go('/admin')}>
                  <SlidersHorizontal size={16} aria-hidden="true" />
                  {t('account.admin')}
                </Command.Item>
              )}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function useRecent(): readonly Conversation[] {
  const conversations = useAppState((state) => state.conversations);
  const hidden = useAppState((state) => state.hidden);
  return [...conversations.values()]
    .filter(({ id, archivedAt }) => archivedAt === null && !hidden.has(id))
    .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt))
    .slice(0, RECENT);
}
