import type { Change } from '#shared/changes.ts';
import type { Conversation, Document, Message } from '#shared/entities.ts';
import { emptyThread, type Rows, type Thread } from './model.ts';

/** Whether the server is still writing this message. */
export function isGrowing(message: Message | undefined): boolean {
  return message?.status === 'pending' || message?.status === 'streaming';
}

/** Applies changes in their order; rows with an older `seq` than the one known are left out. */
export function applyChanges(rows: Rows, changes: readonly Change[]): Rows {
  return changes.reduce(applyChange, rows);
}

function applyChange(rows: Rows, change: Change): Rows {
  if ((rows.seqs.get(change.id) ?? 0) >= change.seq) return rows;
  const noted = { ...rows, seqs: withEntry(rows.seqs, change.id, change.seq) };
  switch (change.type) {
    case 'conversation':
      return change.deleted ? removeConversation(noted, change.id) : putConversation(noted, change.row);
    case 'message':
      return change.deleted ? noted : putMessage(noted, change.row);
    case 'document':
      return change.deleted ? removeDocument(noted, change.id) : putDocument(noted, change.row);
    case 'settings':
      return noted;
  }
}

/** Puts a row that is newer than anything read before: a change, or the answer of a call that wrote it. */
export function putConversation(rows: Rows, conversation: Conversation): Rows {
  return touch(
    { ...rows, conversations: withEntry(rows.conversations, conversation.id, conversation) },
    conversation.id,
  );
}

export function removeConversation(rows: Rows, id: string): Rows {
  return touch(
    { ...rows, conversations: withoutEntry(rows.conversations, id), threads: withoutEntry(rows.threads, id) },
    id,
  );
}

/** Adds rows of a page that was asked for at tick `askedAt`; what was written since then stays. */
export function mergeConversationPage(rows: Rows, page: readonly Conversation[], askedAt: number): Rows {
  const conversations = new Map(rows.conversations);
  for (const row of page) {
    if ((rows.touched.get(row.id) ?? -1) <= askedAt) conversations.set(row.id, row);
  }
  return { ...rows, conversations };
}

/** Whether the server is still reading this document. */
export function isBeingRead(document: Document | undefined): boolean {
  return document?.status === 'pending' || document?.status === 'processing';
}

export function putDocument(rows: Rows, document: Document): Rows {
  const documents = withEntry(rows.documents, document.id, laterDocument(rows, document));
  return touch({ ...rows, documents }, document.id);
}

/** Puts a document that is read once more: the one case in which a finished one becomes unfinished. */
export function putAgainUnread(rows: Rows, document: Document): Rows {
  return touch({ ...rows, documents: withEntry(rows.documents, document.id, document) }, document.id);
}

export function removeDocument(rows: Rows, id: string): Rows {
  return touch({ ...rows, documents: withoutEntry(rows.documents, id) }, id);
}

/** Adds documents that were asked for at tick `askedAt`; what was written, or deleted, since then stays so. */
export function mergeDocuments(rows: Rows, page: readonly Document[], askedAt: number): Rows {
  const documents = new Map(rows.documents);
  for (const row of page) {
    if ((rows.touched.get(row.id) ?? -1) <= askedAt) documents.set(row.id, laterDocument(rows, row));
  }
  return { ...rows, documents };
}

/** A finished document is never replaced by an unfinished one that was asked for earlier. */
function laterDocument(rows: Rows, incoming: Document): Document {
  const known = rows.documents.get(incoming.id);
  return known && !isBeingRead(known) && isBeingRead(incoming) ? known : incoming;
}

/** Puts a message into its conversation's thread, if that thread is being kept. */
export function putMessage(rows: Rows, message: Message): Rows {
  const thread = rows.threads.get(message.conversationId);
  if (!thread) return rows;
  return putThread(rows, message.conversationId, mergeMessages(thread, [message]));
}

export function putThread(rows: Rows, conversationId: string, thread: Thread): Rows {
  return { ...rows, threads: withEntry(rows.threads, conversationId, thread) };
}

export function updateThread(rows: Rows, conversationId: string, patch: Partial<Thread>): Rows {
  const thread = rows.threads.get(conversationId) ?? emptyThread;
  return putThread(rows, conversationId, { ...thread, ...patch });
}

/** Messages are append-only and only grow: a finished one is never replaced by an unfinished one. */
export function mergeMessages(thread: Thread, incoming: readonly Message[]): Thread {
  const messages = new Map(thread.messages);
  for (const message of incoming) {
    const known = messages.get(message.id);
    messages.set(message.id, known ? later(known, message) : message);
  }
  return { ...thread, messages };
}

function later(known: Message, incoming: Message): Message {
  if (!isGrowing(known) && isGrowing(incoming)) return known;
  if (isGrowing(known) && isGrowing(incoming) && known.content.length > incoming.content.length) return known;
  return incoming;
}

function touch(rows: Rows, id: string): Rows {
  const clock = rows.clock + 1;
  return { ...rows, clock, touched: withEntry(rows.touched, id, clock) };
}

export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

export function withoutEntry<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
