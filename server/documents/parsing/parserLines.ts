import type { DocumentErrorCode } from '#shared/errors.ts';
import type { ParsedDocument } from './parsedDocument.ts';

/** How far a file has been read: `ratio`, 0 to 1, of one step. */
export type ParserProgress = { step: 'reading' | 'splitting'; ratio: number };

/**
 * One line of what the parser's process says. A document comes in pieces that are small enough to be read without holding
 * the event loop; `done` or `error` is the last line.
 */
export type ParserLine =
  | { progress: ParserProgress }
  | { text: string }
  | Pick<ParsedDocument, 'pages'>
  | Pick<ParsedDocument, 'chunks'>
  | { done: Pick<ParsedDocument, 'pageCount'> }
  | { error: DocumentErrorCode };

const TEXT_PIECE = 250_000;
const LIST_PIECE = 500;

/** The lines that a document makes. */
export function* linesOf({ text, pages, chunks, pageCount }: ParsedDocument): Generator<ParserLine> {
  for (let at = 0; at < text.length; at += TEXT_PIECE) yield { text: text.slice(at, at + TEXT_PIECE) };
  for (let at = 0; at < pages.length; at += LIST_PIECE) yield { pages: pages.slice(at, at + LIST_PIECE) };
  for (let at = 0; at < chunks.length; at += LIST_PIECE) yield { chunks: chunks.slice(at, at + LIST_PIECE) };
  yield { done: { pageCount } };
}
