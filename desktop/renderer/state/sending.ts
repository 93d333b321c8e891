import { v7 as uuid } from 'uuid';
import type { KnownRow } from '#shared/changes.ts';
import type { WatchEvent } from '#shared/client/client.ts';
import { createConversation, sendMessage } from '#shared/endpoints/conversations.ts';
import type { Conversation, Message } from '#shared/entities.ts';
import type { WaitingChange } from '#shared/outbox.ts';
import { branchOf } from './branch.ts';
import { type AppContext, problemOf } from './context.ts';
import { type AppState, emptyThread, type Outgoing, type Rows } from './model.ts';
import { isGrowing, putConversation, putMessage, putThread, removeConversation } from './rows.ts';

export type NewMessage = {
  /** null: the message opens a conversation. */
  conversationId: string | null;
  content: string;
  model: string | undefined;
  /** The documents that the answer may rest on; null or absent: all of them. */
  documentIds?: readonly string[] | null;
  /** Given when a message is edited: the parent of the version it replaces. */
  parentId?: string | null;
};

export type SendingActions = {
  /** Sends, or queues behind the answer being written. Gives the conversation's id at once. */
  send(message: NewMessage): string;
  retry(id: string): void;
  /** Takes a message that was not sent back out; gives its text, for the composer. */
  withdraw(id: string): string;
  /** Puts messages back that were not acknowledged before a restart. */
  restoreOutgoing(): void;
  /** Shows what the device keeps until the server has it, and what the server has just taken. */
  showOutbox(event: Extract<WatchEvent, { type: 'outbox' }>): void;
  /** Sends a change again that the server refused, or takes it back. */
  settleChange(id: string, how: 'retry' | 'discard'): void;
};

export function sendingActions(context: AppContext): SendingActions {
  const { client, store } = context;
  const { outbox } = client;
  store.subscribe((state, before) => {
    if (state.threads !== before.threads || state.outgoing !== before.outgoing) advanceQueue(context);
  });
  const settleChange = (id: string, how: 'retry' | 'discard') =>
    void outbox?.[how](id).catch(() => {
      // It is still in the outbox, and shown there.
    });
  return {
    settleChange,
    showOutbox: ({ waiting, rows }) => {
      store.setState((state) => rows.reduce(putRow, state));
      store.setState({ waiting });
      keep(context, (outgoing) => withKept(outgoing, waiting));
    },
    send({ conversationId, content, model, documentIds = null, parentId }) {
      const id = conversationId ?? uuid();
      const createdAt = new Date().toISOString();
      const opensConversation = conversationId === null;
      if (opensConversation) store.setState((state) => openLocally(state, id, createdAt));
      const waits = outbox ? isHandingOver(store.getState(), id) : isBusy(store.getState(), id);
      const state = waits && (parentId === undefined || outbox) ? 'queued' : 'sending';
      const message = { conversationId: id, parentId, content, model, documentIds };
      const item = { id: uuid(), ...message, opensConversation, createdAt };
      keep(context, (outgoing) => [...outgoing, { ...item, state, problem: null }]);
      if (state === 'sending') void deliver(context, item.id);
      return id;
    },
    retry(id) {
      if (store.getState().outgoing.find((item) => item.id === id)?.kept) return settleChange(id, 'retry');
      keep(context, (outgoing) =>
        outgoing.map((item) => (item.id === id ? { ...item, state: 'sending', problem: null } : item)),
      );
      void deliver(context, id);
    },
    withdraw(id) {
      const item = store.getState().outgoing.find((candidate) => candidate.id === id);
      if (!item || (item.state === 'sending' && !item.kept)) return '';
      const { outgoing: all } = store.getState();
      const isOnly = all.every((other) => other === item || other.conversationId !== item.conversationId);
      const withConversation = item.opensConversation && isOnly;
      if (item.kept) settleChange(withConversation ? item.conversationId : id, 'discard');
      keep(context, (outgoing) => outgoing.filter((other) => other.id !== id));
      if (withConversation) store.setState((state) => removeConversation(state, item.conversationId));
      return item.content;
    },
    restoreOutgoing() {
      const restored = context.records?.readOutgoing() ?? [];
      for (const item of restored) {
        if (item.opensConversation)
          store.setState((state) => openLocally(state, item.conversationId, item.createdAt));
      }
      keep(context, (outgoing) => [...restored, ...outgoing]);
    },
  };
}

/** Whether a new message has to wait: an answer is being written, or another message is before it. */
export function isBusy(state: AppState, conversationId: string): boolean {
  return (
    isAnswering(state, conversationId) ||
    state.outgoing.some((item) => item.conversationId === conversationId)
  );
}

/** Whether an earlier message of the conversation is not yet kept by the device. */
function isHandingOver(state: AppState, conversationId: string): boolean {
  return state.outgoing.some((item) => item.conversationId === conversationId && !item.kept);
}

function isAnswering(state: AppState, conversationId: string): boolean {
  return isGrowing(lastMessage(state, conversationId));
}

function lastMessage(state: AppState, conversationId: string): Message | undefined {
  const thread = state.threads.get(conversationId);
  const leafId = state.conversations.get(conversationId)?.activeLeafId ?? null;
  return thread && branchOf(thread.messages, leafId).messages.at(-1);
}

/** Sends what waits behind an answer that has ended; behind one that failed it waits for the person instead. */
function advanceQueue(context: AppContext): void {
  const state = context.store.getState();
  const waits = (item: Outgoing) => item.state === 'queued' && !item.kept;
  const next = state.outgoing.find(
    (item, index) =>
      waits(item) &&
      state.outgoing.findIndex((other) => other.conversationId === item.conversationId && !other.kept) ===
        index &&
      (context.client.outbox !== undefined || !isAnswering(state, item.conversationId)),
  );
  if (!next) return;
  if (context.client.outbox) {
    update(context, next.id, { state: 'sending' });
    return void deliver(context, next.id);
  }
  const status = lastMessage(state, next.conversationId)?.status;
  const goesOn = status !== 'failed' && status !== 'interrupted';
  update(context, next.id, { state: goesOn ? 'sending' : 'unsent' });
  if (goesOn) void deliver(context, next.id);
}

async function deliver(context: AppContext, id: string): Promise<void> {
  const { client, store } = context;
  const item = store.getState().outgoing.find((candidate) => candidate.id === id);
  if (!item) return;
  try {
    if (item.opensConversation) {
      const { conversation } = await client.call(createConversation, { body: { id: item.conversationId } });
      store.setState((state) => putConversation(state, conversation));
      update(context, id, { opensConversation: false });
    }
    const { userMessage, assistantMessage } = await client.call(sendMessage, {
      params: { id: item.conversationId },
      body: {
        id: item.id,
        content: item.content,
        ...(item.parentId === undefined ? {} : { parentId: item.parentId }),
        ...(item.model === undefined ? {} : { model: item.model }),
        ...(item.documentIds === null ? {} : { documentIds: [...item.documentIds] }),
      },
    });
    store.setState((state) => acknowledged(state, userMessage, assistantMessage));
    keep(context, (outgoing) => outgoing.filter((other) => other.id !== id));
  } catch (error) {
    // What the device keeps is told by the device.
    if (store.getState().outgoing.find((other) => other.id === id)?.kept) return;
    update(context, id, { state: 'unsent', problem: problemOf(error) });
  }
}

/** The two new messages, shown as the end of the branch and as the latest conversation of the list. */
function acknowledged(rows: Rows, userMessage: Message, assistantMessage: Message): Rows {
  return putAnswer(putMessage(rows, userMessage), assistantMessage);
}

function putAnswer(rows: Rows, assistantMessage: Message): Rows {
  const known = putMessage(rows, assistantMessage);
  const conversation = known.conversations.get(assistantMessage.conversationId);
  if (!conversation) return known;
  const { createdAt } = assistantMessage;
  const updatedAt =
    Date.parse(createdAt) > Date.parse(conversation.updatedAt) ? createdAt : conversation.updatedAt;
  return putConversation(known, { ...conversation, activeLeafId: assistantMessage.id, updatedAt });
}

/** A row that the server has acknowledged: of a message that was sent, or of a conversation that was changed. */
function putRow<R extends Rows>(rows: R, known: KnownRow): R {
  if (known.type === 'conversation') return { ...rows, ...putConversation(rows, known.row) };
  if (known.type !== 'message') return rows;
  const put = known.row.role === 'assistant' ? putAnswer : putMessage;
  return { ...rows, ...put(rows, known.row) };
}

/** The messages that the device keeps, and behind them those that are on their way to it. */
function withKept(outgoing: readonly Outgoing[], waiting: readonly WaitingChange[]): Outgoing[] {
  const opened = new Set(
    waiting.filter(({ kind }) => kind === 'createConversation').map(({ conversationId }) => conversationId),
  );
  const kept = waiting.flatMap(({ id, conversationId, state, problem, createdAt, message }): Outgoing[] =>
    message === null || conversationId === null
      ? []
      : [
          {
            ...message,
            id,
            conversationId,
            createdAt,
            problem,
            kept: true,
            opensConversation: opened.has(conversationId),
            state: state === 'failed' ? 'unsent' : 'sending',
          },
        ],
  );
  const ids = new Set(kept.map(({ id }) => id));
  return [...kept, ...outgoing.filter((item) => !item.kept && !ids.has(item.id))];
}

/** The conversation as it will be, until the server has made it. */
function openLocally(rows: Rows, id: string, createdAt: string): Rows {
  const conversation: Conversation = {
    id,
    title: '',
    activeLeafId: null,
    createdAt,
    updatedAt: createdAt,
    pinnedAt: null,
    archivedAt: null,
  };
  return putThread(putConversation(rows, conversation), id, emptyThread);
}

function update(context: AppContext, id: string, patch: Partial<Outgoing>): void {
  keep(context, (outgoing) => outgoing.map((item) => (item.id === id ? { ...item, ...patch } : item)));
}

/** The one way to change what is outgoing: what this device remembers changes with it. */
function keep(context: AppContext, change: (outgoing: readonly Outgoing[]) => Outgoing[]): void {
  const outgoing = change(context.store.getState().outgoing);
  context.records?.writeOutgoing(outgoing.filter((item) => !item.kept));
  context.store.setState({ outgoing });
}
