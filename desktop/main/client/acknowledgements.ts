import type { KnownRow } from '#shared/changes.ts';
import type { EndpointName } from '#shared/endpoints/index.ts';
import { conversationSchema, documentSchema, messageSchema, userSchema } from '#shared/entities.ts';

type Known = (value: unknown) => KnownRow | undefined;

/** Where an answer of the contract carries a row that devices keep. */
const ROWS: Record<string, Known> = {
  conversation: (value) => {
    const { data } = conversationSchema.safeParse(value);
    return data && { type: 'conversation', id: data.id, row: data };
  },
  message: toMessage,
  userMessage: toMessage,
  assistantMessage: toMessage,
  document: (value) => {
    const { data } = documentSchema.safeParse(value);
    return data && { type: 'document', id: data.id, row: data };
  },
  user: (value) => {
    const { data } = userSchema.safeParse(value);
    return data && { type: 'settings', id: data.id, row: data.settings };
  },
};

function toMessage(value: unknown): KnownRow | undefined {
  const { data } = messageSchema.safeParse(value);
  return data && { type: 'message', id: data.id, row: data };
}

/** The rows that an acknowledged call brought. */
export function rowsOfAnswer(answer: unknown): KnownRow[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer)
    .map(([field, value]) => ROWS[field]?.(value))
    .filter((row) => row !== undefined);
}

/** What an acknowledged deletion removes. */
export const DELETIONS: Partial<Record<EndpointName, 'conversation' | 'document'>> = {
  deleteConversation: 'conversation',
  deleteDocument: 'document',
};
