import { v7 as uuid } from 'uuid';
import {
  getConversation,
  listMessages,
  regenerateMessage,
  stopMessage,
} from '#shared/endpoints/conversations.ts';
import type { StreamEvent } from '#shared/streamEvents.ts';
import { branchOf, deepestLatestLeaf } from './branch.ts';
import { type AppContext, problemOf } from './context.ts';
import type { ConversationActions } from './conversations.ts';
import { growAnswer, seedAnswer } from './liveAnswer.ts';
import { emptyThread } from './model.ts';
import type { NoticeActions } from './notices.ts';
import {
  mergeConversationPage,
  mergeMessages,
  putConversation,
  putMessage,
  updateThread,
  withEntry,
  withoutEntry,
} from './rows.ts';

const MESSAGES_PER_PAGE = 200;
/** Text is shown at most this often; between two times it is gathered. */
const FRAME_MILLISECONDS = 40;

export type ThreadActions = {
  /** Reads a conversation and its newest messages, if that was not done yet. */
  openThread(conversationId: string, again?: boolean): Promise<void>;
  /** Reads a conversation around one of its messages, however far back, and shows the branch on which that lies. */
  openThreadAt(conversationId: string, messageId: string): Promise<void>;
  /** Goes on from the last message of a thread that was opened in its middle. */
  loadNewer(conversationId: string): Promise<void>;
  loadOlder(conversationId: string): Promise<void>;
  /** Follows a growing answer until the returned function is called. */
  followAnswer(conversationId: string, messageId: string): () => void;
  stopAnswer(messageId: string): Promise<void>;
  /** Another answer; with `goOn` one that begins with the text of this one. */
  regenerate(
    conversationId: string,
    messageId: string,
    model: string | undefined,
    goOn?: boolean,
  ): Promise<void>;
  /** Shows the branch on which a version lies. */
  showVersion(conversationId: string, messageId: string): void;
};

export function threadActions(
  context: AppContext,
  conversations: ConversationActions,
  notices: NoticeActions,
): ThreadActions {
  const { client, store } = context;
  const failed = (error: unknown) =>
    notices.notify({ kind: 'changeFailed', tone: 'warning', problem: problemOf(error) });
  return {
    openThread: (conversationId, again = false) => openThread(context, conversationId, again),
    openThreadAt: (conversationId, messageId) =>
      openWindow(context, conversationId, messageId).then(() => showSought(conversationId, messageId)),
    async loadNewer(conversationId) {
      const at = store.getState().threads.get(conversationId)?.window?.at;
      await loadNewer(context, conversationId);
      if (at !== undefined) showSought(conversationId, at);
    },
    loadOlder: (conversationId) => loadOlder(context, conversationId),
    followAnswer: (conversationId, messageId) => followAnswer(context, conversationId, messageId),
    async stopAnswer(messageId) {
      try {
        const { message } = await client.call(stopMessage, { params: { id: messageId } });
        store.setState((state) => putMessage(state, message));
      } catch (error) {
        failed(error);
      }
    },
    async regenerate(conversationId, messageId, model, goOn = false) {
      try {
        const { assistantMessage } = await client.call(regenerateMessage, {
          params: { id: messageId },
          body: { id: uuid(), ...(model === undefined ? {} : { model }), ...(goOn && { goOn }) },
        });
        store.setState((state) => {
          const rows = putMessage(state, assistantMessage);
          const conversation = rows.conversations.get(conversationId);
          return conversation
            ? putConversation(rows, { ...conversation, activeLeafId: assistantMessage.id })
            : rows;
        });
      } catch (error) {
        failed(error);
      }
    },
    showVersion,
  };

  function showVersion(conversationId: string, messageId: string): void {
    const thread = store.getState().threads.get(conversationId);
    if (!thread) return;
    const activeLeafId = deepestLatestLeaf(thread.messages, messageId);
    void conversations.patchConversation(conversationId, { activeLeafId });
  }

  /** Until a window has reached the end of its thread it is not known where the branch ends. */
  function showSought(conversationId: string, messageId: string): void {
    const { threads, conversations: rows } = store.getState();
    const thread = threads.get(conversationId);
    if (!thread || thread.window !== null || !thread.messages.has(messageId)) return;
    const branch = branchOf(thread.messages, rows.get(conversationId)?.activeLeafId ?? null);
    if (!branch.messages.some(({ id }) => id === messageId)) showVersion(conversationId, messageId);
  }
}

async function openThread(
  { client, store }: AppContext,
  conversationId: string,
  again: boolean,
): Promise<void> {
  const known = store.getState().threads.get(conversationId);
  const isWindow = known !== undefined && known.window !== null;
  if (known && !again && !isWindow && (known.loading !== null || known.problem === null)) return;
  const askedAt = store.getState().clock;
  store.setState((state) => updateThread(state, conversationId, { loading: 'first', problem: null }));
  try {
    const params = { id: conversationId };
    const [{ conversation }, page] = await Promise.all([
      client.call(getConversation, { params }),
      client.call(listMessages, { params, query: { order: 'newest', limit: MESSAGES_PER_PAGE } }),
    ]);
    store.setState((state) => {
      const rows = mergeConversationPage(state, [conversation], askedAt);
      // What was read around a message elsewhere does not join on to the end.
      const before = isWindow ? emptyThread : (rows.threads.get(conversationId) ?? emptyThread);
      const thread = mergeMessages(before, page.messages);
      return updateThread(rows, conversationId, {
        ...thread,
        loading: null,
        window: null,
        olderCursor: page.nextCursor ?? null,
      });
    });
  } catch (error) {
    store.setState((state) =>
      updateThread(state, conversationId, { loading: null, problem: problemOf(error) }),
    );
  }
}

async function openWindow(context: AppContext, conversationId: string, messageId: string): Promise<void> {
  const { client, store } = context;
  const known = store.getState().threads.get(conversationId);
  if (known?.messages.has(messageId) && known.problem === null) return;
  const askedAt = store.getState().clock;
  store.setState((state) => updateThread(state, conversationId, { loading: 'first', problem: null }));
  try {
    const params = { id: conversationId };
    const page = (order: 'oldest' | 'newest') =>
      client.call(listMessages, { params, query: { order, from: messageId, limit: MESSAGES_PER_PAGE / 2 } });
    const [{ conversation }, older, newer] = await Promise.all([
      client.call(getConversation, { params }),
      page('newest'),
      page('oldest'),
    ]);
    const last = newer.messages.at(-1)?.id;
    store.setState((state) =>
      updateThread(mergeConversationPage(state, [conversation], askedAt), conversationId, {
        ...mergeMessages(emptyThread, [...older.messages, ...newer.messages]),
        olderCursor: older.nextCursor ?? null,
        window: newer.nextCursor === undefined || last === undefined ? null : { at: messageId, last },
      }),
    );
  } catch (error) {
    const problem = problemOf(error);
    // An address may name a message that is not there: the conversation may be, all the same.
    if (problem.code === 'not_found' || problem.code === 'validation_failed')
      return openThread(context, conversationId, true);
    store.setState((state) => updateThread(state, conversationId, { loading: null, problem }));
  }
}

async function loadNewer({ client, store }: AppContext, conversationId: string): Promise<void> {
  const thread = store.getState().threads.get(conversationId);
  if (!thread?.window || thread.loading !== null) return;
  const { at, last: from } = thread.window;
  store.setState((state) => updateThread(state, conversationId, { loading: 'newer' }));
  try {
    const page = await client.call(listMessages, {
      params: { id: conversationId },
      query: { order: 'oldest', from, limit: MESSAGES_PER_PAGE },
    });
    const last = page.messages.at(-1)?.id;
    store.setState((state) => {
      const merged = mergeMessages(state.threads.get(conversationId) ?? emptyThread, page.messages);
      const goesOn = page.nextCursor !== undefined && last !== undefined;
      return updateThread(state, conversationId, {
        ...merged,
        loading: null,
        window: goesOn ? { at, last } : null,
      });
    });
  } catch (error) {
    store.setState((state) =>
      updateThread(state, conversationId, { loading: null, problem: problemOf(error) }),
    );
  }
}

async function loadOlder({ client, store }: AppContext, conversationId: string): Promise<void> {
  const thread = store.getState().threads.get(conversationId);
  if (!thread || thread.loading !== null || thread.olderCursor === null) return;
  store.setState((state) => updateThread(state, conversationId, { loading: 'older' }));
  try {
    const page = await client.call(listMessages, {
      params: { id: conversationId },
      query: { order: 'newest', limit: MESSAGES_PER_PAGE, cursor: thread.olderCursor },
    });
    store.setState((state) => {
      const merged = mergeMessages(state.threads.get(conversationId) ?? emptyThread, page.messages);
      return updateThread(state, conversationId, {
        ...merged,
        loading: null,
        olderCursor: page.nextCursor ?? null,
      });
    });
  } catch (error) {
    store.setState((state) =>
      updateThread(state, conversationId, { loading: null, problem: problemOf(error) }),
    );
  }
}

function followAnswer({ client, store }: AppContext, conversationId: string, messageId: string): () => void {
  const { live, threads } = store.getState();
  const seed = seedAnswer(live.get(messageId), threads.get(conversationId)?.messages.get(messageId));
  store.setState((state) => ({ live: withEntry(state.live, messageId, seed) }));
  let gathered: StreamEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = () => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.length > 0) showEvents(store, messageId, gathered);
    gathered = [];
  };
  const end = client.stream(messageId, seed.text.length, (event) => {
    gathered.push(event);
    if (event.type === 'done' || event.type === 'failed') show();
    else timer ??= setTimeout(show, FRAME_MILLISECONDS);
  });
  return () => {
    end();
    show();
  };
}

/** The end of a stream replaces the growing text by the finished message in one step, so that nothing flickers. */
function showEvents(store: AppContext['store'], messageId: string, events: readonly StreamEvent[]): void {
  store.setState((state) => {
    const last = events.at(-1);
    if (last?.type === 'done' || last?.type === 'failed') {
      return {
        ...putMessage(state, last.message),
        live: withoutEntry(state.live, messageId),
        announcement: { messageId, text: last.message.content },
      };
    }
    const answer = growAnswer(seedAnswer(state.live.get(messageId), undefined), events);
    return { live: withEntry(state.live, messageId, answer) };
  });
}
