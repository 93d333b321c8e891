import {
  deleteConversation,
  listConversations,
  updateConversation,
} from '#shared/endpoints/conversations.ts';
import type { Conversation } from '#shared/entities.ts';
import { LIMITS } from '#shared/limits.ts';
import { type AppContext, problemOf } from './context.ts';
import { createDelayedDeletion } from './delayedDeletion.ts';
import type { ListMode } from './model.ts';
import { type NoticeActions, UNDO_MILLISECONDS } from './notices.ts';
import { mergeConversationPage, putConversation, removeConversation } from './rows.ts';

export type ConversationPatch = {
  title?: string;
  pinned?: boolean;
  archived?: boolean;
  activeLeafId?: string;
};

export type ConversationActions = {
  /** Reads the next page of a list; without `more` the first one. */
  loadConversations(mode: ListMode, more?: boolean): Promise<void>;
  patchConversation(id: string, patch: ConversationPatch): Promise<void>;
  archiveConversation(id: string, archived: boolean): void;
  /** Lets a draft follow the person to other devices, after those before it. False: it could not, and stays on this one. */
  shareDraft(id: string, draft: string): Promise<boolean>;
  /** Hides the conversation at once and deletes it when the time for undo is over. */
  deleteConversation(id: string): void;
  /** Carries out deletions that were asked for before a restart. */
  resumeDeletions(): void;
  /** Carries out what still waits; resolves when the server has answered. */
  flushDeletions(): Promise<void>;
};

export function conversationActions(context: AppContext, notices: NoticeActions): ConversationActions {
  const { store } = context;
  let carriedOut = Promise.resolve();
  const carryOut = (id: string) => {
    carriedOut = Promise.all([carriedOut, deleteNow(context, notices, id)]).then(() => undefined);
  };
  const deletions = createDelayedDeletion(UNDO_MILLISECONDS, carryOut);
  const patchConversation = createPatcher(context, notices);
  return {
    loadConversations: (mode, more = false) => loadPage(context, mode, more),
    patchConversation,
    shareDraft: createDraftSharer(context),
    archiveConversation(id, archived) {
      void patchConversation(id, { archived });
      notices.notify({
        kind: archived ? 'conversationArchived' : 'conversationUnarchived',
        subject: titleOf(context, id),
        undo: () => void patchConversation(id, { archived: !archived }),
      });
    },
    deleteConversation(id) {
      deletions.schedule(id);
      hide(context, id, true);
      notices.notify({
        kind: 'conversationDeleted',
        subject: titleOf(context, id),
        undo: () => {
          if (deletions.undo(id)) hide(context, id, false);
        },
      });
    },
    resumeDeletions() {
      const ids = context.records?.readDeletions() ?? [];
      store.setState((state) => ({ hidden: new Set([...state.hidden, ...ids]) }));
      for (const id of ids) carryOut(id);
    },
    flushDeletions() {
      deletions.flush();
      return carriedOut;
    },
  };
}

function titleOf({ store }: AppContext, id: string): string {
  return store.getState().conversations.get(id)?.title ?? '';
}

async function loadPage({ client, store }: AppContext, mode: ListMode, more: boolean): Promise<void> {
  const { lists, clock } = store.getState();
  const list = lists[mode];
  if (list.status === 'loading' || (more && list.cursor === null)) return;
  const setList = (patch: Partial<typeof list>) =>
    store.setState((state) => ({ lists: { ...state.lists, [mode]: { ...state.lists[mode], ...patch } } }));
  setList({ status: 'loading' });
  try {
    const page = await client.call(listConversations, {
      query: {
        limit: LIMITS.pageSizeMax,
        archived: mode === 'archived' ? 'true' : 'false',
        ...(more && list.cursor !== null ? { cursor: list.cursor } : {}),
      },
    });
    store.setState((state) => mergeConversationPage(state, page.conversations, clock));
    setList({ status: 'ready', cursor: page.nextCursor ?? null });
  } catch {
    setList({ status: 'failed' });
  }
}

/** Shows a change at once; when the last answer on its way is there, the server's row takes its place. */
function createPatcher({ client, store }: AppContext, notices: NoticeActions) {
  const underWay = new Map<string, number>();
  return async (id: string, patch: ConversationPatch): Promise<void> => {
    const before = store.getState().conversations.get(id);
    if (before) store.setState((state) => putConversation(state, patched(before, patch)));
    underWay.set(id, (underWay.get(id) ?? 0) + 1);
    const finish = (): boolean => {
      const left = (underWay.get(id) ?? 1) - 1;
      underWay.set(id, left);
      return left === 0;
    };
    try {
      const { conversation } = await client.call(updateConversation, { params: { id }, body: patch });
      if (finish()) store.setState((state) => putConversation(state, conversation));
    } catch (error) {
      finish();
      if (before)
        store.setState((state) =>
          putConversation(state, reverted(state.conversations.get(id), before, patch)),
        );
      notices.notify({
        kind: 'changeFailed',
        tone: 'warning',
        subject: before?.title ?? '',
        problem: problemOf(error),
      });
    }
  };
}

/** One draft of a conversation after the other, so that the last one written is the last one known. */
function createDraftSharer({ client, store }: AppContext) {
  const underWay = new Map<string, Promise<boolean>>();
  const send = async (id: string, draft: string): Promise<boolean> => {
    try {
      const { conversation } = await client.call(updateConversation, { params: { id }, body: { draft } });
      store.setState((state) => putConversation(state, conversation));
      return true;
    } catch {
      return false;
    }
  };
  return (id: string, draft: string): Promise<boolean> => {
    const before = underWay.get(id);
    const sending = before ? before.then(() => send(id, draft)) : send(id, draft);
    underWay.set(id, sending);
    return sending;
  };
}

function patched(row: Conversation, patch: ConversationPatch): Conversation {
  const now = new Date().toISOString();
  return {
    ...row,
    title: patch.title ?? row.title,
    activeLeafId: patch.activeLeafId ?? row.activeLeafId,
    pinnedAt: patch.pinned === undefined ? row.pinnedAt : patch.pinned ? now : null,
    archivedAt: patch.archived === undefined ? row.archivedAt : patch.archived ? now : null,
  };
}

/** Takes back only the fields of the failed patch: others may have changed meanwhile. */
function reverted(
  current: Conversation | undefined,
  before: Conversation,
  patch: ConversationPatch,
): Conversation {
  if (!current) return before;
  return {
    ...current,
    title: patch.title === undefined ? current.title : before.title,
    activeLeafId: patch.activeLeafId === undefined ? current.activeLeafId : before.activeLeafId,
    pinnedAt: patch.pinned === undefined ? current.pinnedAt : before.pinnedAt,
    archivedAt: patch.archived === undefined ? current.archivedAt : before.archivedAt,
  };
}

function hide({ store, records }: AppContext, id: string, hidden: boolean): void {
  store.setState((state) => {
    const ids = new Set(state.hidden);
    if (hidden) ids.add(id);
    else ids.delete(id);
    return { hidden: ids };
  });
  records?.writeDeletions([...store.getState().hidden]);
}

async function deleteNow(context: AppContext, notices: NoticeActions, id: string): Promise<void> {
  const subject = titleOf(context, id);
  try {
    await context.client.call(deleteConversation, { params: { id } });
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code !== 'not_found') {
      hide(context, id, false);
      notices.notify({ kind: 'deleteFailed', tone: 'warning', subject, problem });
      return;
    }
  }
  context.store.setState((state) => removeConversation(state, id));
  context.records?.writeDraft(id, { text: '' });
  hide(context, id, false);
}
