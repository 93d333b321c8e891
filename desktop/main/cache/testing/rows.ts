import type { Conversation, Document, Message } from '#shared/entities.ts';

let last = 0;
/** A new id; ids of one run never meet. */
export const newId = (): string => `00000000-0000-7000-8000-${String(++last).padStart(12, '0')}`;

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

export function conversationRow(overrides: Partial<Conversation> = {}, minute = 0): Conversation {
  return {
    id: newId(),
    title: 'Conversation',
    activeLeafId: null,
    createdAt: at(minute),
    updatedAt: at(minute),
    pinnedAt: null,
    archivedAt: null,
    ...overrides,
  };
}

export function messageRow(conversationId: string, overrides: Partial<Message> = {}, minute = 0): Message {
  return {
    id: newId(),
    conversationId,
    parentId: null,
    role: 'user',
    content: 'Hello',
    status: 'complete',
    error: null,
    model: null,
    documentIds: null,
    citations: [],
    usage: null,
    createdAt: at(minute),
    ...overrides,
  };
}

export function documentRow(overrides: Partial<Document> = {}, minute = 0): Document {
  return {
    id: newId(),
    fileName: 'acta.pdf',
    mimeType: 'application/pdf',
    fileSizeBytes: 10,
    status: 'completed',
    error: null,
    progress: { step: 'finished', ratio: 1 },
    pageCount: 1,
    createdAt: at(minute),
    ...overrides,
  };
}
