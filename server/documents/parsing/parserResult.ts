import { z } from 'zod';
import { type DocumentErrorCode, documentErrorCodeSchema } from '#shared/errors.ts';
import type { ParsedDocument } from './parsedDocument.ts';
import type { ParserLine, ParserProgress } from './parserLines.ts';

const offset = z.number().int().nonnegative();
const span = { start: offset, end: offset };
const page = z.object({ page: z.number().int().positive(), ...span });
const chunk = z.object({
  index: offset,
  ...span,
  page: z.number().int().positive().nullable(),
  headingPath: z.array(z.string()),
});
const progress = z.object({ step: z.enum(['reading', 'splitting']), ratio: z.number().min(0).max(1) });

/** What the parser's process says, parsed because hostile files are read there. */
const lineSchema = z.union([
  z.object({ progress }),
  z.object({ text: z.string() }),
  z.object({ pages: z.array(page) }),
  z.object({ chunks: z.array(chunk) }),
  z.object({ done: z.object({ pageCount: z.number().int().positive().nullable() }) }),
  z.object({ error: documentErrorCodeSchema }),
]) satisfies z.ZodType<ParserLine>;

export type ParserAnswer = { document: ParsedDocument } | { error: DocumentErrorCode };

/** Puts the lines of one answer together. */
export function createAnswerReader(onProgress: (progress: ParserProgress) => void) {
  const texts: string[] = [];
  const pages: ParsedDocument['pages'] = [];
  const chunks: ParsedDocument['chunks'] = [];
  /** @returns the answer with its last line; throws for a line that is none */
  return (line: string): ParserAnswer | null => {
    const said = lineSchema.parse(JSON.parse(line));
    if ('progress' in said) onProgress(said.progress);
    else if ('text' in said) texts.push(said.text);
    else if ('pages' in said) pages.push(...said.pages);
    else if ('chunks' in said) chunks.push(...said.chunks);
    else if ('error' in said) return said;
    else return { document: { text: texts.join(''), pages, chunks, pageCount: said.done.pageCount } };
    return null;
  };
}
