import type { PdfLine } from './pdfLayout.ts';

/** Lines of prose in a column; tables have shorter ones, and their rows belong together. */
const MIN_LINES = 6;
const MIN_LINE_LENGTH = 22;
const MAX_CROSSING_SHARE = 0.2;
const MIN_GUTTER = 8;
/** No page for reading has more; looking for columns costs their square. */
const MAX_LINES = 1_000;

/**
 * Puts the lines of a page into reading order: where prose stands in columns, one column after the other between what
 * goes across them. Null when there are no columns, and the order in which the page is drawn is the best there is.
 */
export function inColumns(lines: readonly PdfLine[]): PdfLine[] | null {
  const gutter = gutterOf(lines);
  if (gutter === null) return null;
  const ordered: PdfLine[] = [];
  let left: PdfLine[] = [];
  let right: PdfLine[] = [];
  const close = (): void => {
    ordered.push(...(inColumns(left) ?? left), ...(inColumns(right) ?? right));
    left = [];
    right = [];
  };
  for (const line of [...lines].sort((a, b) => b.bottom - a.bottom || a.left - b.left)) {
    if (line.right <= gutter) left.push(line);
    else if (line.left >= gutter) right.push(line);
    else {
      close();
      ordered.push(line);
    }
  }
  close();
  return ordered;
}

/** A vertical line that hardly any text crosses, with prose on both sides of it. */
function gutterOf(lines: readonly PdfLine[]): number | null {
  if (lines.length < MIN_LINES * 2 || lines.length > MAX_LINES) return null;
  let best: { x: number; crossing: number } | null = null;
  for (const x of new Set(lines.map((line) => Math.floor(line.left)))) {
    const gutter = x - MIN_GUTTER / 2;
    const left = lines.filter((line) => line.right <= gutter);
    const right = lines.filter((line) => line.left >= gutter);
    const crossing = lines.length - left.length - right.length;
    if (
      crossing > lines.length * MAX_CROSSING_SHARE ||
      crossing >= (best?.crossing ?? Number.POSITIVE_INFINITY)
    )
      continue;
    if (isProse(left) && isProse(right) && standSideBySide(left, right)) best = { x: gutter, crossing };
  }
  return best?.x ?? null;
}

function isProse(lines: readonly PdfLine[]): boolean {
  const long = lines.filter(({ text }) => text.length >= MIN_LINE_LENGTH);
  return long.length >= MIN_LINES && long.length >= lines.length * 0.6;
}

/** Columns share their height; a page whose upper half is set to the left has none. */
function standSideBySide(left: readonly PdfLine[], right: readonly PdfLine[]): boolean {
  const [low, high] = heights(left);
  const [otherLow, otherHigh] = heights(right);
  const shared = Math.min(high, otherHigh) - Math.max(low, otherLow);
  return shared > Math.min(high - low, otherHigh - otherLow) * 0.5;
}

function heights(lines: readonly PdfLine[]): [number, number] {
  const bottoms = lines.map(({ bottom }) => bottom);
  return [Math.min(...bottoms), Math.max(...bottoms)];
}
