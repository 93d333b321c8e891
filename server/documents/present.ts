import { z } from 'zod';
import type { Prisma } from '#prisma/client.ts';
import type { Document } from '#shared/entities.ts';
import { documentSchema, documentStatusSchema } from '#shared/entities.ts';

export type DocumentRow = Pick<
  Prisma.DocumentGetPayload<Record<string, never>>,
  | 'id'
  | 'fileName'
  | 'mimeType'
  | 'fileSizeBytes'
  | 'status'
  | 'error'
  | 'step'
  | 'stepRatio'
  | 'pageCount'
  | 'createdAt'
  | 'replacesId'
>;

const { error: errorSchema, progress: progressSchema } = documentSchema.shape;

/** A document as clients know it. */
export function presentDocument(row: DocumentRow): Document {
  return {
    id: row.id,
    fileName: row.fileName,
    mimeType: row.mimeType,
    fileSizeBytes: row.fileSizeBytes,
    status: row.status,
    error: errorSchema.parse(row.error),
    progress: progressSchema.parse({ step: row.step, ratio: row.stepRatio }),
    pageCount: row.pageCount,
    createdAt: row.createdAt.toISOString(),
    ...(row.replacesId === null ? {} : { replaces: row.replacesId }),
  };
}

/** A row as `to_jsonb` gives it, for the change feed. */
export const documentRowSchema = z
  .object({
    id: z.string(),
    file_name: z.string(),
    mime_type: z.string(),
    file_size_bytes: z.number(),
    status: documentStatusSchema,
    error: z.json(),
    step: z.string(),
    step_ratio: z.number(),
    page_count: z.number().nullable(),
    created_at: z.string().transform((text) => new Date(text)),
    replaces_id: z.string().nullable(),
  })
  .transform(
    (row): DocumentRow => ({
      id: row.id,
      fileName: row.file_name,
      mimeType: row.mime_type,
      fileSizeBytes: row.file_size_bytes,
      status: row.status,
      error: row.error,
      step: row.step,
      stepRatio: row.step_ratio,
      pageCount: row.page_count,
      createdAt: row.created_at,
      replacesId: row.replaces_id,
    }),
  );
