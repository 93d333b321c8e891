import type { Change } from '../../changes.ts';
import type { Conversation, Message } from '../../entities.ts';

export const MESSAGE_ID = '0190f0c4-0000-7000-8000-000000000001';
export const CONVERSATION_ID = '0190f0c4-0000-7000-8000-000000000002';

export const sampleConversation: Conversation = {
  id: CONVERSATION_ID,
  title: 'Actas',
  activeLeafId: null,
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-01T10:00:00.000Z',
  pinnedAt: null,
  archivedAt: null,
};

export function sampleMessage(content: string): Message {
  return {
    id: MESSAGE_ID,
    conversationId: CONVERSATION_ID,
    parentId: null,
    role: 'assistant',
    content,
    status: 'complete',
    error: null,
    model: 'local',
    documentIds: null,
    citations: [],
    usage: null,
    createdAt: '2026-11-01T10:00:00.000Z',
  };
}

export function sampleChange(seq: number): Change {
  return { type: 'conversation', id: CONVERSATION_ID, seq, deleted: false, row: sampleConversation };
}
