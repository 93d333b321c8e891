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
  const answered = fields.role === 'assistant' && {
    model: 'gpt-5-mini',
    usage: { inputTokens: 1_180, outputTokens: 246, isEstimated: false },
  };
  return server.putMessage(
    newMessage({ conversationId: conversation.id, parentId, createdAt, ...answered, ...fields }),
  );
}
