import { chunksOf } from './chunker.ts';
import { cleanText, decodeText } from './decodeText.ts';
import {
  DocumentError,
  type DocumentText,
  type DocumentType,
  PARSING_LIMITS,
  type ParsedDocument,
} from './parsedDocument.ts';

export type OnProgress = (ratio: number) => void;

/** Reads a file's text and divides it into chunks. Throws a DocumentError. */
export async function readDocument(
  type: DocumentType,
  content: Buffer,
  onProgress: OnProgress,
): Promise<ParsedDocument> {
  if (content.length === 0) throw new DocumentError('empty');
  const document = await read(type, content, onProgress).catch((error: unknown) => {
    // What a parser stumbles over is the file's: reading it again would end the same.
    throw error instanceof DocumentError
      ? error
      : new DocumentError('damaged', String(error), { cause: error });
  });
  if (document.text.length > PARSING_LIMITS.textLength) throw new DocumentError('too_large', 'text');
  const chunks = chunksOf(document);
  if (chunks.length > PARSING_LIMITS.chunks) throw new DocumentError('too_large', `${chunks.length} chunks`);
  const { text, pages, pageCount } = document;
  return { text, pages, pageCount, chunks };
}

/** Formats are loaded on demand: a text file is spared two megabytes of parsers. */
async function read(type: DocumentType, content: Buffer, onProgress: OnProgress): Promise<DocumentText> {
  switch (type) {
    case 'application/pdf':
      return (await import('./pdf/parsePdf.ts')).parsePdf(new Uint8Array(content), onProgress);
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
    case 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet':
      return (await import('./office/parseOffice.ts')).parseOffice(content, onProgress);
    case 'text/html':
      return (await import('./html/parseHtml.ts')).parseHtml(content);
    case 'text/csv':
      return (await import('./parseCsv.ts')).parseCsv(decoded(content));
    default:
      return { text: decoded(content), pages: [], pageCount: null, headings: [] };
  }
}

function decoded(content: Uint8Array): string {
  const text = decodeText(content);
  if (text === null) throw new DocumentError('unsupported', 'no text');
  const clean = cleanText(text);
  if (clean.trim() === '') throw new DocumentError('empty');
  return clean;
}
