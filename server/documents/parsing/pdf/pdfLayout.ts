import { inColumns } from './columns.ts';
import type { Hyphenation } from './hyphenation.ts';

/** A line of a PDF page as it is seen: positions in points from the bottom left. */
export type PdfLine = { text: string; left: number; right: number; bottom: number; size: number };
export type PdfPage = { lines: PdfLine[]; height: number };

/** A run of text as pdf.js gives it. */
export type PdfTextRun = { str: string; transform: readonly number[]; width: number; hasEOL: boolean };

export type PdfParagraph = { text: string; size: number; lineCount: number };

/** In heights of type: a space between words, and one that only columns have between them. */
const WORD_GAP = 0.2;
const COLUMN_GAP = 1.2;

/** Joins the runs of a page into lines in reading order, columns one after the other. */
export function linesOf(runs: readonly PdfTextRun[]): PdfLine[] {
  const pieces = piecesOf(runs);
  return inColumns(pieces) ?? joinedRows(pieces);
}

/** Runs drawn one after the other on one line, as far as no gap as wide as that of columns lies between them. */
function piecesOf(runs: readonly PdfTextRun[]): PdfLine[] {
  const pieces: PdfLine[] = [];
  let current: PdfLine | null = null;
  for (const { str, transform, width, hasEOL } of runs) {
    const [, , c = 0, d = 0, left = 0, bottom = 0] = transform;
    const isBlank = str.trim() === '';
    const size: number = Math.hypot(c, d) || current?.size || 1;
    const isAway = current !== null && Math.abs(current.bottom - bottom) > size * 0.7;
    const gap = current === null ? 0 : left - current.right;
    if (current !== null && !isBlank && (isAway || gap > size * COLUMN_GAP || gap < -size * 2)) {
      pieces.push(current);
      current = null;
    }
    if (isBlank) {
      if (current !== null) current.text += str;
    } else if (current === null) current = { text: str, left, right: left + width, bottom, size };
    else {
      const apart = gap > size * WORD_GAP && !/\s$/.test(current.text) && !/^\s/.test(str);
      current.text += (apart ? ' ' : '') + str;
      current.right = Math.max(current.right, left + width);
      current.size = Math.max(current.size, size);
    }
    if (hasEOL && current !== null) {
      pieces.push(current);
      current = null;
    }
  }
  if (current !== null) pieces.push(current);
  return pieces.map((piece) => ({ ...piece, text: tidy(piece.text) })).filter(({ text }) => text !== '');
}

/** Without columns, pieces of one height drawn one after the other are one line: the cells of a row. */
function joinedRows(pieces: readonly PdfLine[]): PdfLine[] {
  const lines: PdfLine[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const goesOn = last !== undefined && Math.abs(last.bottom - piece.bottom) < last.size * 0.4;
    if (last === undefined || !goesOn || piece.left < last.right - last.size) lines.push({ ...piece });
    else {
      last.text += ` ${piece.text}`;
      last.right = Math.max(last.right, piece.right);
    }
  }
  return lines;
}

function tidy(text: string): string {
  return text
    .replace(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize('NFKC'))
    .normalize('NFC')
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const BULLET = /^(?:[•▪◦‣●○■□–—*·-]\s|\d{1,3}[.)]\s|[a-z]\)\s)/u;

/** Joins the lines of a page into paragraphs: a gap, another size of type or a bullet begins a new one. */
export function paragraphsOf(lines: readonly PdfLine[], hyphenation: Hyphenation): PdfParagraph[] {
  const paragraphs: PdfParagraph[] = [];
  const reaches = endsOfColumns(lines);
  let previous: PdfLine | null = null;
  for (const line of lines) {
    const last = paragraphs.at(-1);
    if (previous === null || last === undefined || beginsParagraph(previous, line)) {
      paragraphs.push({ text: line.text, size: line.size, lineCount: 1 });
    } else {
      last.text = joined(last.text, line.text, reaches(previous), hyphenation);
      last.lineCount += 1;
    }
    previous = line;
  }
  return paragraphs.map((paragraph) => ({ ...paragraph, text: paragraph.text.replaceAll('\u00ad', '') }));
}

function beginsParagraph(previous: PdfLine, line: PdfLine): boolean {
  if (Math.abs(previous.size - line.size) > previous.size * 0.12) return true;
  if (line.bottom > previous.bottom + previous.size) {
    // A new column: the sentence may go on in it.
    return !(/[\p{L},;-]$/u.test(previous.text) && /^\p{Ll}/u.test(line.text));
  }
  return previous.bottom - line.bottom > previous.size * 1.75;
}

/** A full line goes on, a short one was meant to end. */
function joined(text: string, next: string, fullLine: boolean, hyphenation: Hyphenation): string {
  const mended = hyphenation(text, next);
  if (mended !== null) return mended;
  if (BULLET.test(next)) return `${text}\n${next}`;
  return text + (fullLine || /^\p{Ll}/u.test(next) ? ' ' : '\n') + next;
}

const COLUMN_WIDTH_STEP = 60;

/** Whether a line is full: as long as those that begin about where it does. */
function endsOfColumns(lines: readonly PdfLine[]): (line: PdfLine) => boolean {
  const columns = Map.groupBy(lines, ({ left }) => Math.round(left / COLUMN_WIDTH_STEP));
  const ends = new Map(
    [...columns].map(([column, members]) => [
      column,
      quantile(
        members.map(({ right }) => right),
        0.9,
      ),
    ]),
  );
  return ({ left, right }) => {
    const end = ends.get(Math.round(left / COLUMN_WIDTH_STEP)) ?? right;
    return right >= left + (end - left) * 0.75;
  };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
