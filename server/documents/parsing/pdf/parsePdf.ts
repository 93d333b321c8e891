import { getDocumentProxy } from 'unpdf';
import {
  DocumentError,
  type DocumentText,
  type HeadingSpan,
  PARSING_LIMITS,
  type PageSpan,
} from '../parsedDocument.ts';
import { hyphenationOf } from './hyphenation.ts';
import { withoutFurniture } from './pageFurniture.ts';
import { upright } from './pageGeometry.ts';
import { linesOf, type PdfPage, type PdfParagraph, paragraphsOf, quantile } from './pdfLayout.ts';

type PdfProxy = Awaited<ReturnType<typeof getDocumentProxy>>;

/** Reads the text layer of a PDF. Throws a DocumentError. */
export async function parsePdf(
  bytes: Uint8Array,
  onProgress: (ratio: number) => void,
): Promise<DocumentText> {
  const pdf = await open(bytes);
  if (pdf.numPages > PARSING_LIMITS.pages) throw new DocumentError('too_large', `${pdf.numPages} pages`);
  const pages = await readPages(pdf, onProgress);
  const texts = withoutFurniture(pages);
  const hyphenation = hyphenationOf(texts);
  const document = assemble(texts.map((lines) => paragraphsOf(lines, hyphenation)));
  if (!hasTextLayer(document)) throw new DocumentError('no_text');
  return document;
}

/** A few stray signs are no text layer: the stamp of a scanner, numbers of pages. */
function hasTextLayer({ text, pages }: DocumentText): boolean {
  const signs = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return /[\p{L}\p{N}]{2}/u.test(text) && (pages.length < 3 || signs >= pages.length * 3);
}

async function open(bytes: Uint8Array): Promise<PdfProxy> {
  try {
    return await getDocumentProxy(bytes, {
      verbosity: 0,
      disableFontFace: true,
      useSystemFonts: false,
      enableXfa: false,
      isOffscreenCanvasSupported: false,
    });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    throw new DocumentError(name === 'PasswordException' ? 'encrypted' : 'damaged', name, { cause: error });
  }
}

async function readPages(pdf: PdfProxy, onProgress: (ratio: number) => void): Promise<PdfPage[]> {
  const pages: PdfPage[] = [];
  let length = 0;
  let failed = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await readPage(pdf, number).catch(() => null);
    if (page === null) failed += 1;
    pages.push(page ?? { lines: [], height: 0 });
    length += (page?.lines ?? []).reduce((sum, line) => sum + line.text.length + 2, 0);
    if (length > PARSING_LIMITS.textLength) throw new DocumentError('too_large', 'text');
    onProgress(number / pdf.numPages);
  }
  if (failed > 0 && failed === pdf.numPages) throw new DocumentError('damaged', 'no page could be read');
  return pages;
}

async function readPage(pdf: PdfProxy, number: number): Promise<PdfPage> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  const { height, transform } = page.getViewport({ scale: 1 });
  page.cleanup();
  const runs = items.filter((item) => 'str' in item);
  return { lines: linesOf(upright(runs, { height, transform })), height };
}

function assemble(pages: readonly PdfParagraph[][]): DocumentText {
  const levels = headingLevels(pages.flat());
  const spans: PageSpan[] = [];
  const headings: HeadingSpan[] = [];
  let text = '';
  for (const [index, paragraphs] of pages.entries()) {
    if (text !== '' && paragraphs.length > 0) text += '\n\n';
    const start = text.length;
    for (const [nth, paragraph] of paragraphs.entries()) {
      if (nth > 0) text += '\n\n';
      const level = levels(paragraph);
      if (level !== null)
        headings.push({ level, start: text.length, end: text.length + paragraph.text.length });
      text += paragraph.text;
    }
    spans.push({ page: index + 1, start, end: text.length });
  }
  return { text, pages: spans, pageCount: pages.length, headings };
}

/** Headings are short and set larger than the bulk of the text; each size is a level, up to four. */
function headingLevels(paragraphs: readonly PdfParagraph[]): (paragraph: PdfParagraph) => number | null {
  const usual = quantile(
    paragraphs.flatMap((paragraph) =>
      Array<number>(Math.ceil(paragraph.text.length / 40)).fill(paragraph.size),
    ),
    0.5,
  );
  const isHeading = ({ size, text, lineCount }: PdfParagraph): boolean =>
    size > usual * 1.15 && lineCount <= 3 && text.length <= 200 && /\p{L}/u.test(text);
  const sizes = [...new Set(paragraphs.filter(isHeading).map(({ size }) => Math.round(size)))].sort(
    (a, b) => b - a,
  );
  return (paragraph) =>
    isHeading(paragraph) ? Math.min(4, sizes.indexOf(Math.round(paragraph.size)) + 1) : null;
}
