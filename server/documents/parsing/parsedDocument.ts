import type { DocumentErrorCode } from '#shared/errors.ts';

/** Where a page's text stands, in UTF-16 units of the document's text. Pages count from 1. */
export type PageSpan = { page: number; start: number; end: number };

/** A heading that shows in the layout only; those of Markdown stand in the text itself. Level 1 is the highest. */
export type HeadingSpan = { level: number; start: number; end: number };

export const DOCUMENT_TYPES = [
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'text/csv',
  'text/html',
  'text/markdown',
  'text/plain',
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** What was read from a file: text in NFC with `\n` line ends and no control characters, and what its layout showed. */
export type DocumentText = {
  text: string;
  /** Empty for formats without pages. */
  pages: PageSpan[];
  pageCount: number | null;
  headings: HeadingSpan[];
};

/** A passage of a document, at UTF-16 offsets of its text. */
export type ChunkSpan = {
  index: number;
  start: number;
  end: number;
  /** The page it stands on; null for formats without pages. */
  page: number | null;
  /** Titles of the headings above it, the highest first. */
  headingPath: string[];
};

export type ParsedDocument = Omit<DocumentText, 'headings'> & { chunks: ChunkSpan[] };

export const PARSING_LIMITS = {
  timeMs: 120_000,
  /** V8's heap of the parser's process. */
  heapMb: 384,
  /** Its whole memory, where the system tells. */
  memoryMb: 900,
  pages: 5_000,
  /** UTF-16 units of text. */
  textLength: 12_000_000,
  /** Entries of an office file, which is a zip archive. */
  zipEntries: 10_000,
  /** What the parts of an office file that are read may unpack to, all together. */
  unpackedBytes: 300 * 1024 * 1024,
  chunks: 20_000,
} as const;

/** Why a document could not be read; `code` is what its row keeps. */
export class DocumentError extends Error {
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string = code, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DocumentError';
    this.code = code;
  }
}
