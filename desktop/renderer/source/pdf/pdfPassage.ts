import type { Citation } from '#shared/entities.ts';
import type { SourceText } from '../../state/source.ts';
import { countIn } from './findInPage.ts';

/** What to look for in a PDF, and where: the words, their page, and which of equal ones on that page. */
export type PdfPassage = { words: string; page: number; occurrence: number };

/** A citation's place in terms of pages. `source`: the text that was read, when it is there; it tells equal words apart. */
export function pdfPassage(citation: Citation | undefined, source: SourceText | null): PdfPassage | null {
  if (!citation || citation.quote === '') return null;
  const { quote, start } = citation;
  const span = source?.pages.find((page) => start >= page.start && start < page.end);
  const page = span?.page ?? citation.page;
  if (page === null) return null;
  const before = span && source ? source.text.slice(span.start, start) : '';
  return { words: quote, page, occurrence: countIn(before, quote) };
}
