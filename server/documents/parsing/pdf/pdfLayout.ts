/** A line of a PDF page as it is drawn: positions in points from the bottom left. */
export type PdfLine = { text: string; left: number; right: number; bottom: number; size: number };

/** A run of text as pdf.js gives it. */
export type PdfTextRun = { str: string; transform: readonly number[]; width: number; hasEOL: boolean };

export type PdfParagraph = { text: string; size: number; lineCount: number };

/** Joins the runs of a page into lines, in the order in which they are drawn: the reading order, columns included. */
export function linesOf(runs: readonly PdfTextRun[]): PdfLine[] {
  const lines: PdfLine[] = [];
  let current: PdfLine | null = null;
  for (const run of runs) {
    const [, , c = 0, d = 0, left = 0, bottom = 0] = run.transform;
    const size = Math.hypot(c, d) || 1;
    if (current !== null && run.str.trim() !== '' && Math.abs(current.bottom - bottom) > size * 0.7) {
      lines.push(current);
      current = null;
    }
    if (current === null) current = { text: '', left, right: left, bottom, size };
    const gap = current.text !== '' && !/\s$/.test(current.text) && left - current.right > size * 0.2;
    current.text += (gap && !/^\s/.test(run.str) ? ' ' : '') + run.str;
    current.right = Math.max(current.right, left + run.width);
    if (run.str.trim() !== '')
      current.size = Math.max(size, current.text.trim() === run.str.trim() ? size : current.size);
    if (run.hasEOL) {
      lines.push(current);
      current = null;
    }
  }
  if (current !== null) lines.push(current);
  return lines.map((line) => ({ ...line, text: tidy(line.text) })).filter((line) => line.text !== '');
}

function tidy(text: string): string {
  return text
    .normalize('NFC')
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const BULLET = /^(?:[•▪◦‣●○■□–—*·-]\s|\d{1,3}[.)]\s|[a-z]\)\s)/u;

/** Joins the lines of a page into paragraphs: a gap, another size of type or a bullet begins a new one. */
export function paragraphsOf(lines: readonly PdfLine[]): PdfParagraph[] {
  const paragraphs: PdfParagraph[] = [];
  const usualRight = quantile(
    lines.map((line) => line.right),
    0.9,
  );
  let previous: PdfLine | null = null;
  for (const line of lines) {
    const last = paragraphs.at(-1);
    if (previous === null || last === undefined || beginsParagraph(previous, line)) {
      paragraphs.push({ text: line.text, size: line.size, lineCount: 1 });
    } else {
      last.text = joined(last.text, line.text, reaches(previous, usualRight));
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

/** Words divided at the end of a line are mended; a full line goes on, a short one was meant to end. */
function joined(text: string, next: string, fullLine: boolean): string {
  if (/\p{L}[-‐\u00ad]$/u.test(text) && /^\p{Ll}/u.test(next)) return text.slice(0, -1) + next;
  if (BULLET.test(next)) return `${text}\n${next}`;
  return text + (fullLine || /^\p{Ll}/u.test(next) ? ' ' : '\n') + next;
}

function reaches(line: PdfLine, usualRight: number): boolean {
  return line.right >= line.left + (usualRight - line.left) * 0.75;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
