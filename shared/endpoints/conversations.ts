import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import {
  conversationSchema,
  documentHitSchema,
  idSchema,
  messageSchema,
  searchHitSchema,
} from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { retrievalSchema } from '../retrieval.ts';
import { streamEventSchema } from '../streamEvents.ts';
import { textSchema } from '../text.ts';

const byId = z.object({ id: idSchema });
const title = textSchema.trim().max(LIMITS.titleLength);
const cursor = z.string().max(200).optional();
const limit = (max: number, preset: number) => z.coerce.number().int().min(1).max(max).default(preset);

export const listConversations = endpoint({
  method: 'GET',
  path: '/api/conversations',
  summary: 'Conversations, the latest first',
  auth: 'session',
  query: z.object({
    limit: limit(LIMITS.pageSizeMax, LIMITS.pageSizeDefault),
    cursor,
    /** Archived conversations are a list of their own. */
    archived: z.enum(['true', 'false']).default('false'),
  }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ conversations: z.array(conversationSchema), nextCursor: z.string().optional() }),
  },
});

export const createConversation = endpoint({
  method: 'POST',
  path: '/api/conversations',
  summary: 'Create a conversation; the same id and body again give the first answer again',
  auth: 'session',
  body: z.strictObject({ id: idSchema.optional(), title: title.optional() }),
  success: { status: 201, kind: 'json', body: z.object({ conversation: conversationSchema }) },
  errors: ['id_taken'],
});

export const getConversation = endpoint({
  method: 'GET',
  path: '/api/conversations/:id',
  summary: 'One conversation',
  auth: 'session',
  params: byId,
  success: { status: 200, kind: 'json', body: z.object({ conversation: conversationSchema }) },
  errors: ['not_found'],
});

export const updateConversation = endpoint({
  method: 'PATCH',
  path: '/api/conversations/:id',
  summary: 'Rename, pin, archive, show another branch, or keep a draft; each field stands for itself',
  auth: 'session',
  params: byId,
  body: z.strictObject({
    title: title.optional(),
    pinned: z.boolean().optional(),
    archived: z.boolean().optional(),
    activeLeafId: idSchema.optional(),
    draft: textSchema.max(LIMITS.draftLength).optional(),
    /** Names the change, so that it is carried out once however often it is sent. */
    changeId: idSchema.optional(),
  }),
  success: { status: 200, kind: 'json', body: z.object({ conversation: conversationSchema }) },
  errors: ['not_found', 'id_taken'],
});

export const deleteConversation = endpoint({
  method: 'DELETE',
  path: '/api/conversations/:id',
  summary: 'Delete a conversation with its messages',
  auth: 'session',
  params: byId,
  success: { status: 204, kind: 'empty' },
  errors: ['not_found'],
});

export const listMessages = endpoint({
  method: 'GET',
  path: '/api/conversations/:id/messages',
  summary: 'All messages of the tree in the order they were created, or backwards with order=newest',
  auth: 'session',
  params: byId,
  query: z.object({
    limit: limit(LIMITS.messagesPageSizeMax, LIMITS.messagesPageSizeDefault),
    cursor,
    order: z.enum(['oldest', 'newest']).default('oldest'),
    /** The page begins with this message instead of at an end; not together with a cursor. */
    from: idSchema.optional(),
  }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ messages: z.array(messageSchema), nextCursor: z.string().optional() }),
  },
  errors: ['not_found'],
});

export const sendMessage = endpoint({
  method: 'POST',
  path: '/api/conversations/:id/messages',
  summary:
    'Add a message and begin to write its answer; the same id and body again give the first answer again',
  auth: 'session',
  params: byId,
  body: z.strictObject({
    id: idSchema.optional(),
    /** Omitted: the active leaf. null: a new beginning. */
    parentId: idSchema.nullable().optional(),
    content: textSchema
      .min(1)
      .max(LIMITS.messageLength)
      .refine((text) => text.trim() !== '', 'is empty'),
    model: textSchema.min(1).max(200).optional(),
    /** Omitted: all completed documents. Empty: none. */
    documentIds: z.array(idSchema).max(LIMITS.documentsPerMessage).optional(),
  }),
  success: {
    status: 202,
    kind: 'json',
    body: z.object({ userMessage: messageSchema, assistantMessage: messageSchema }),
  },
  errors: ['not_found', 'id_taken', 'plan_limit_reached'],
});

export const streamMessage = endpoint({
  method: 'GET',
  path: '/api/messages/:id/stream',
  summary: 'The text of an answer as it grows, from the start or from Last-Event-ID',
  auth: 'session',
  params: byId,
  success: { status: 200, kind: 'events', event: streamEventSchema },
  errors: ['not_found'],
});

export const getRetrieval = endpoint({
  method: 'GET',
  path: '/api/messages/:id/retrieval',
  summary: 'Why an answer says what it says: what was searched for and found; null where nothing is known',
  auth: 'session',
  params: byId,
  success: { status: 200, kind: 'json', body: z.object({ retrieval: retrievalSchema.nullable() }) },
  errors: ['not_found'],
});

export const stopMessage = endpoint({
  method: 'POST',
  path: '/api/messages/:id/stop',
  summary: 'End a generation early and keep its text',
  auth: 'session',
  params: byId,
  success: { status: 200, kind: 'json', body: z.object({ message: messageSchema }) },
  errors: ['not_found'],
});

export const regenerateMessage = endpoint({
  method: 'POST',
  path: '/api/messages/:id/regenerate',
  summary: 'Write another answer beside this one, or one that goes on from where it broke off',
  auth: 'session',
  params: byId,
  body: z.strictObject({
    id: idSchema.optional(),
    model: textSchema.min(1).max(200).optional(),
    /** The new answer begins with the text of this one. Nothing else where there is none, or the model writes no text of its own. */
    goOn: z.literal(true).optional(),
  }),
  success: { status: 202, kind: 'json', body: z.object({ assistantMessage: messageSchema }) },
  errors: ['not_found', 'id_taken', 'plan_limit_reached'],
});

export const search = endpoint({
  method: 'GET',
  path: '/api/search',
  summary: 'Words in titles and messages',
  auth: 'session',
  query: z.object({ q: textSchema.trim().min(1).max(200), limit: limit(50, 20) }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({
      results: z.array(searchHitSchema),
      /** In documents, where whoever answers has their texts at hand: a device that opened them. */
      documents: z.array(documentHitSchema).optional(),
    }),
  },
});
