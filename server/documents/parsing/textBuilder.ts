import { cleanText } from './decodeText.ts';
import { DocumentError, type DocumentText, type HeadingSpan, PARSING_LIMITS } from './parsedDocument.ts';

/** Writes the text of a document block by block and remembers where its headings stand. */
export type TextBuilder = {
  heading(level: number, title: string): void;
  /** A paragraph, or anything that stands apart. */
  block(text: string): void;
  /** An item of a list or a row of a table: on a line of its own, close to the one before. */
  line(text: string): void;
  /** Throws a DocumentError when nothing was written. */
  finish(): DocumentText;
};

/** A builder of text within the limit; it throws a DocumentError when the text becomes too long. */
export function createTextBuilder(): TextBuilder {
  const parts: string[] = [];
  const headings: HeadingSpan[] = [];
  let length = 0;
  let last: 'block' | 'line' = 'block';
  const write = (content: string, kind: 'block' | 'line'): number | null => {
    const text = cleanText(content).replace(/^(?:[^\S\n]*\n)+|\s+$/g, '');
    if (text === '') return null;
    const gap = length === 0 ? '' : kind === 'line' && last === 'line' ? '\n' : '\n\n';
    parts.push(gap, text);
    length += gap.length + text.length;
    last = kind;
    if (length > PARSING_LIMITS.textLength) throw new DocumentError('too_large', 'text');
    return length - text.length;
  };
  return {
    heading(level, title) {
      const start = write(title.replace(/\s+/g, ' ').trim(), 'block');
      if (start !== null) headings.push({ level, start, end: length });
    },
    block(text) {
      write(text, 'block');
    },
    line(text) {
      write(text, 'line');
    },
    finish() {
      if (length === 0) throw new DocumentError('empty');
      return { text: parts.join(''), pages: [], pageCount: null, headings };
    },
  };
}

/** A row of a table as Markdown writes it. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').trim()).join(' | ')} |`;
}

/** Writes a table: with the line under its first row that makes it the heading of the columns, when it is. */
export function writeTable(
  builder: TextBuilder,
  rows: readonly (readonly string[])[],
  hasHeading: boolean,
): void {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
  const width = filled.reduce((widest, row) => Math.max(widest, row.length), 0);
  for (const [i, row] of filled.entries()) {
    // Boxes drawn as tables, and tables of whole paragraphs: what they hold is text.
    if (width === 1 || row.some((cell) => cell.length > LONG_CELL)) {
      for (const cell of row) builder.block(cell);
      continue;
    }
    builder.line(tableRow(row));
    if (i === 0 && hasHeading && filled.length > 1) builder.line(`|${' --- |'.repeat(row.length)}`);
  }
}

const LONG_CELL = 600;
