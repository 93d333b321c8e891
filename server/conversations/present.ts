import type { Prisma } from '#prisma/client.ts';
import type { Conversation, Message } from '#shared/entities.ts';
import { citationSchema, generationErrorSchema, idSchema, messageUsageSchema } from '#shared/entities.ts';

export type ConversationRow = Pick<
  Prisma.ConversationGetPayload<Record<string, never>>,
  'id' | 'title' | 'activeLeafId' | 'createdAt' | 'updatedAt' | 'pinnedAt' | 'archivedAt' | 'draft'
>;

export type MessageRow = Pick<
  Prisma.MessageGetPayload<Record<string, never>>,
  | 'id'
  | 'conversationId'
  | 'parentId'
  | 'role'
  | 'content'
  | 'status'
  | 'error'
  | 'model'
  | 'documentIds'
  | 'citations'
  | 'usage'
  | 'createdAt'
>;

/** The columns of a ConversationRow, for SQL. */
export const CONVERSATION_COLUMNS = `id, title, active_leaf_id AS "activeLeafId", created_at AS "createdAt",
  updated_at AS "updatedAt", pinned_at AS "pinnedAt", archived_at AS "archivedAt", draft`;

/** The columns of a MessageRow, for SQL. */
export const MESSAGE_COLUMNS = `id, conversation_id AS "conversationId", parent_id AS "parentId", role, content, status, error,
  model, document_ids AS "documentIds", citations, usage, created_at AS "createdAt"`;

/** A conversation as clients know it. */
export function presentConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    title: row.title,
    activeLeafId: row.activeLeafId,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    pinnedAt: row.pinnedAt?.toISOString() ?? null,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    draft: row.draft,
  };
}

const citations = citationSchema.array();
const documentIds = idSchema.array();

/** A message as clients know it. */
export function presentMessage(row: MessageRow): Message {
  return {
    id: row.id,
    conversationId: row.conversationId,
    parentId: row.parentId,
    role: row.role,
    content: row.content,
    status: row.status,
    error: row.error === null ? null : generationErrorSchema.parse(row.error),
    model: row.model,
    documentIds: row.documentIds === null ? null : documentIds.parse(row.documentIds),
    citations:
      Array.isArray(row.citations) && row.citations.length === 0 ? [] : citations.parse(row.citations),
    usage: row.usage === null ? null : messageUsageSchema.parse(row.usage),
    createdAt: row.createdAt.toISOString(),
  };
}
