import { type KeyboardEvent, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useRoute } from 'wouter';
import type { Conversation } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import {
  focusWhenThere,
  useVirtualList,
  VirtualList,
  type VirtualListHandle,
} from '../design/VirtualList.tsx';
import { useFormats } from '../i18n/format.ts';
import { useActions, useAppState } from '../state/app.tsx';
import type { ListMode } from '../state/model.ts';
import styles from './ConversationList.module.css';
import { ConversationRow } from './ConversationRow.tsx';
import { type DayGroup, groupByDay } from './groupByDay.ts';
import { ListNote } from './ListNote.tsx';
import { useToday } from './useToday.ts';

type Row = { group: DayGroup; conversation: null } | { group: DayGroup; conversation: Conversation };

/** The person's conversations by day; only those in view are in the page. */
export function ConversationList({ mode }: { mode: ListMode }) {
  const { t } = useTranslation();
  const actions = useActions();
  const rows = useRows(mode);
  const list = useAppState((state) => state.lists[mode]);
  const virtual = useVirtualList();
  const keys = useListKeys(rows, virtual);
  useEffect(() => {
    if (list.status === 'idle') void actions.loadConversations(mode);
  }, [actions, list.status, mode]);

  if (rows.length === 0) return <EmptyList mode={mode} status={list.status} />;
  return (
    <VirtualList
      list={virtual}
      rows={rows}
      tabIndex={keys.tabIndex}
      className={styles.scroller}
      onKeyDown={keys.onKeyDown}
      onNearEnd={() => void actions.loadConversations(mode, true)}
      below={
        list.status === 'failed' && (
          <ListNote title={t('sidebar.failed')}>
            <Button onClick={() => void actions.loadConversations(mode, true)}>{t('common.retry')}</Button>
          </ListNote>
        )
      }
    >
      {(row, index) =>
        row.conversation ? (
          <ConversationRow
            key={row.conversation.id}
            conversation={row.conversation}
            inTabOrder={index === keys.tabIndex}
            renaming={keys.renamingId === row.conversation.id}
            onRename={keys.setRenamingId}
            onRenamed={keys.endRenaming}
            onFocus={keys.setFocusedId}
          />
        ) : (
          <GroupHeading key={`${row.group.kind} ${row.group.date?.getTime() ?? ''}`} group={row.group} />
        )
      }
    </VirtualList>
  );
}

function EmptyList({ mode, status }: { mode: ListMode; status: 'idle' | 'loading' | 'ready' | 'failed' }) {
  const { t } = useTranslation();
  const { loadConversations } = useActions();
  if (status === 'failed') {
    return (
      <ListNote title={t('sidebar.failed')}>
        <Button onClick={() => void loadConversations(mode)}>{t('common.retry')}</Button>
      </ListNote>
    );
  }
  if (status !== 'ready') return <Skeleton lines={6} />;
  return mode === 'archived' ? (
    <ListNote title={t('sidebar.emptyArchive')}>{t('sidebar.emptyArchiveHint')}</ListNote>
  ) : (
    <ListNote title={t('sidebar.empty')}>{t('sidebar.emptyHint')}</ListNote>
  );
}

function GroupHeading({ group }: { group: DayGroup }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <h2 className={styles.heading}>
      {group.kind === 'older' ? formats.month(group.date) : t(`sidebar.groups.${group.kind}`)}
    </h2>
  );
}

function useRows(mode: ListMode): readonly Row[] {
  const conversations = useAppState((state) => state.conversations);
  const hidden = useAppState((state) => state.hidden);
  const today = useToday();
  return useMemo(() => {
    const listed = [...conversations.values()].filter(
      ({ id, archivedAt }) => !hidden.has(id) && (archivedAt !== null) === (mode === 'archived'),
    );
    return groupByDay(listed, today).flatMap((group): Row[] => [
      { group, conversation: null },
      ...group.conversations.map((conversation) => ({ group, conversation })),
    ]);
  }, [conversations, hidden, mode, today]);
}

/** One stop of the tab key for the whole list; arrows move inside it, F2 renames, Delete deletes. */
function useListKeys(rows: readonly Row[], { scroller, focusRow: focusAt }: VirtualListHandle) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const [, open] = useRoute('/c/:id');
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const [renamingId, setRenamingId] = useState<string | null>(null);
  const indexOf = (id: string | null | undefined) =>
    rows.findIndex(({ conversation }) => conversation !== null && conversation.id === id);
  const candidates = [
    indexOf(focusedId),
    indexOf(open?.id),
    rows.findIndex(({ conversation }) => conversation !== null),
  ];
  const tabIndex = candidates.find((index) => index >= 0) ?? -1;

  const focusRow = (index: number) => {
    const id = rows[index]?.conversation?.id;
    if (id === undefined) return;
    setFocusedId(id);
    focusAt(index, linkOf(id));
  };
  const step = (from: number, by: 1 | -1) => {
    let index = from + by;
    while (rows[index] && rows[index]?.conversation === null) index += by;
    return index;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const id = target?.dataset['conversation'];
    const index = indexOf(id);
    if (id === undefined || index < 0) return;
    const handlers: Record<string, () => void> = {
      ArrowDown: () => focusRow(step(index, 1)),
      ArrowUp: () => focusRow(step(index, -1)),
      Home: () => focusRow(step(-1, 1)),
      End: () => focusRow(step(rows.length, -1)),
      F2: () => setRenamingId(id),
      Delete: () => {
        const next = rows[step(index, 1)] ? step(index, 1) : step(index, -1);
        focusRow(next);
        actions.deleteConversation(id);
        if (open?.id === id) navigate('/');
      },
    };
    const handler = handlers[event.key];
    if (!handler) return;
    event.preventDefault();
    handler();
  };
  const endRenaming = useCallback(
    (byKey: boolean) => {
      setRenamingId(null);
      if (byKey && renamingId !== null) focusWhenThere(scroller, linkOf(renamingId));
    },
    [renamingId, scroller],
  );
  return { tabIndex, onKeyDown, renamingId, setRenamingId, endRenaming, setFocusedId };
}

function linkOf(id: string): string {
  return `[data-conversation="${id}"]`;
}
