import { z } from 'zod';
import { documentErrorCodeSchema } from '#shared/errors.ts';
import type { ParsedDocument } from './parsedDocument.ts';

const offset = z.number().int().nonnegative();
const span = { start: offset, end: offset };

const parsedDocumentSchema = z.object({
  text: z.string().min(1),
  pages: z.array(z.object({ page: z.number().int().positive(), ...span })),
  pageCount: z.number().int().positive().nullable(),
  chunks: z.array(
    z.object({
      index: offset,
      ...span,
      page: z.number().int().positive().nullable(),
      headingPath: z.array(z.string()),
    }),
  ),
}) satisfies z.ZodType<ParsedDocument>;

/** What the parser's process says, parsed because hostile files are read there. */
export const parserResultSchema = z.union([
  z.object({ document: parsedDocumentSchema }),
  z.object({ error: documentErrorCodeSchema }),
]);
export type ParserResult = z.infer<typeof parserResultSchema>;
