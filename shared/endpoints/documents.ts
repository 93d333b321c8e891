import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { documentSchema, idSchema, passageSchema } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { textSchema } from '../text.ts';

const byId = z.object({ id: idSchema });

export const uploadDocument = endpoint({
  method: 'POST',
  path: '/api/documents',
  summary: 'Upload a PDF, Markdown or text file; it is read in the background',
  auth: 'session',
  upload: true,
  success: { status: 201, kind: 'json', body: z.object({ document: documentSchema }) },
  errors: ['payload_too_large', 'unsupported_file', 'plan_limit_reached'],
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
});
