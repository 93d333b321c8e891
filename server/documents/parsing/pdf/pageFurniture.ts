import type { PdfLine } from './pdfLayout.ts';

const EDGE_LINES = 2;
const MIN_PAGES = 3;

/**
 * Drops headers and footers: lines at the top or bottom of a page that come back, but for their numbers, on at least
 * half of the pages. Pages that hold nothing else keep them.
 */
export function withoutFurniture(pages: readonly PdfLine[][]): PdfLine[][] {
  if (pages.length < MIN_PAGES) return [...pages];
  const counts = new Map<string, number>();
  for (const page of pages) {
    for (const key of new Set(edgesOf(page).map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const needed = Math.max(MIN_PAGES, pages.length / 2);
  const isFurniture = (line: PdfLine): boolean => (counts.get(keyOf(line)) ?? 0) >= needed;
  return pages.map((page) => {
    const edges = new Set(edgesOf(page));
    const kept = page.filter((line) => !(edges.has(line) && isFurniture(line)));
    return kept.length > 0 ? kept : page;
  });
}

function edgesOf(page: readonly PdfLine[]): PdfLine[] {
  const byHeight = [...page].sort((a, b) => b.bottom - a.bottom);
  return [...new Set([...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)])];
}

/** The same words at the same height, whatever the page number. */
function keyOf(line: PdfLine): string {
  return `${Math.round(line.bottom / 4)} ${line.text.replace(/\d+/g, '#')}`;
}
