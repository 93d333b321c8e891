import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { documentSchema, idSchema, passageSchema } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { textSchema } from '../text.ts';

const byId = z.object({ id: idSchema });

/**
 * `reuse`: where the person has a document of the same bytes that was or is being read, the answer is that document, with
 * status 200 and `duplicate`, and the upload is not kept. `replaces`: the document whose newer version this is. The older one
 * is found and cited until the newer one has been read, and goes in the same moment; messages limited to it are limited to
 * the newer one from then on. If the newer one cannot be read, the older one stays. With both, only the document that is
 * to be replaced counts as the same.
 */
export const uploadDocument = endpoint({
  method: 'POST',
  path: '/api/documents',
  summary: 'Upload a file; it is read in the background',
  auth: 'session',
  query: z.object({ reuse: z.enum(['true', 'false']).optional(), replaces: idSchema.optional() }),
  upload: true,
  success: {
    status: 201,
    existing: { status: 200, flag: 'duplicate' },
    kind: 'json',
    body: z.object({ document: documentSchema, duplicate: z.literal(true).optional() }),
  },
  errors: ['not_found', 'payload_too_large', 'unsupported_file', 'plan_limit_reached', 'model_unavailable'],
});

export const listDocuments = endpoint({
  method: 'GET',
  path: '/api/documents',
  summary: 'Documents, the latest first',
  auth: 'session',
  query: z.object({
    limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
    cursor: z.string().max(200).optional(),
  }),
  success: {
    status: 200,
    kind: 'json',
    body: z.object({ documents: z.array(documentSchema), nextCursor: z.string().optional() }),
  },
});

export const getDocument = endpoint({
  method: 'GET',
  path: '/api/documents/:id',
  summary: 'One document and how far it has been read',
  auth: 'session',
  params: byId,
  success: { status: 200, kind: 'json', body: z.object({ document: documentSchema }) },
  errors: ['not_found'],
});

export const deleteDocument = endpoint({
  method: 'DELETE',
  path: '/api/documents/:id',
  summary: 'Delete a document with its text, chunks and file',
  auth: 'session',
  params: byId,
  success: { status: 204, kind: 'empty' },
  errors: ['not_found'],
});

export const retryDocument = endpoint({
  method: 'POST',
  path: '/api/documents/:id/retry',
  summary: 'Read a document again that could not be read; while it is being read this changes nothing',
  auth: 'session',
  params: byId,
  success: { status: 202, kind: 'json', body: z.object({ document: documentSchema }) },
  errors: ['not_found', 'document_already_read', 'plan_limit_reached'],
});

export const reembedDocuments = endpoint({
  method: 'POST',
  path: '/api/documents/reembed',
  summary:
    'Embed anew what was embedded by another model than the present one; documents stay searchable meanwhile',
  auth: 'session',
  success: {
    status: 202,
    kind: 'json',
    /** How many documents this concerns; 0 when all are up to date. */
    body: z.object({ documents: z.number().int().nonnegative() }),
  },
  errors: ['plan_limit_reached'],
});

export const getDocumentContent = endpoint({
  method: 'GET',
  path: '/api/documents/:id/content',
  summary: 'The uploaded file, always as an attachment',
  auth: 'session',
  params: byId,
  success: { status: 200, kind: 'file' },
  errors: ['not_found'],
});

export const getDocumentText = endpoint({
  method: 'GET',
  path: '/api/documents/:id/text',
  summary: 'The text that was read, and where its pages are',
  auth: 'session',
  params: byId,
  success: {
    status: 200,
    kind: 'json',
    body: z.object({
      text: z.string(),
      pages: z.array(z.object({ page: z.number().int(), start: z.number().int(), end: z.number().int() })),
    }),
  },
  errors: ['not_found'],
});

export const searchPassages = endpoint({
  method: 'POST',
  path: '/api/retrieval/search',
  summary: 'Passages of the documents that bear on a question',
  auth: 'session',
  body: z.strictObject({
    query: textSchema.trim().min(1).max(LIMITS.searchQueryLength),
    limit: z.number().int().min(1).max(50).optional(),
    documentIds: z.array(idSchema).max(LIMITS.documentsPerMessage).optional(),
  }),
  success: { status: 200, kind: 'json', body: z.object({ results: z.array(passageSchema) }) },
  errors: ['not_found', 'plan_limit_reached', 'model_unavailable'],
});
