import type { Conversation, Message } from '#shared/entities.ts';
import type { MemoryClient } from './memoryClient.ts';
import { newMessage } from './memoryServer.ts';

/** Adds a message to a conversation, `second` seconds from now. */
export function addMessage(
  server: MemoryClient['server'],
  conversation: Conversation,
  parentId: string | null,
  fields: Partial<Message>,
  second: number,
): Message {
  const createdAt = new Date(Date.now() + second * 1_000).toISOString();
  const model = fields.role === 'assistant' ? 'gpt-5-mini' : null;
  return server.putMessage(
    newMessage({ conversationId: conversation.id, parentId, createdAt, model, ...fields }),
  );
}
