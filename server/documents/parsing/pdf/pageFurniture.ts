import { type PdfLine, type PdfPage, quantile } from './pdfLayout.ts';

/** How near a page's edge headers and footers stand, as a share of its height; further in only in smaller type. */
const EDGE_SHARE = 0.085;
const SMALL_TYPE_EDGE_SHARE = 0.12;
const EDGE_LINES = 3;
const MIN_PAGES = 3;
const MOST = 0.6;
/** A title stands in the text once or twice; what stands there on so many pages is text. */
const OFTEN = 0.2;
/** In lines' heights: what belongs to the text stands closer to it. */
const MIN_GAP = 1.5;

/**
 * Drops headers and footers: lines at a page's edge, apart from its text, that come back at the same place on most
 * pages, left and right ones each for themselves. Their numbers may count the pages and nothing else; lines that begin or
 * end with the page's number are the same whatever chapter they name. Words that stand in the text again and again, and
 * pages that hold nothing else, are kept.
 */
export function withoutFurniture(pages: readonly PdfPage[]): PdfLine[][] {
  const candidates = pages.map((page) => (pages.length < MIN_PAGES ? [] : edgesOf(page)));
  const furniture = new Set<PdfLine>();
  const inText = countInText(pages, candidates);
  const often = Math.max(2, pages.length * OFTEN);
  for (const group of groupsOf(candidates).values()) {
    const [sample] = group;
    if (sample === undefined || (inText.get(wordsOf(sample.line)) ?? 0) > often || !countsPages(group))
      continue;
    if (comesBack(group, pages.length)) for (const { line } of group) furniture.add(line);
  }
  for (const line of numberedLines(candidates)) furniture.add(line);
  return pages.map(({ lines }) => {
    const kept = lines.filter((line) => !furniture.has(line));
    return kept.length > 0 ? kept : [...lines];
  });
}

/** On how many pages the words of a line stand elsewhere than at an edge. */
function countInText(
  pages: readonly PdfPage[],
  candidates: readonly (readonly PdfLine[])[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [i, { lines }] of pages.entries()) {
    const edges = new Set(candidates[i]);
    for (const words of new Set(lines.filter((line) => !edges.has(line)).map(wordsOf)))
      counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return counts;
}

type Occurrence = { line: PdfLine; page: number };

/** The outermost lines near the edges of a page, as far as something more than a line's distance lies behind them. */
function edgesOf({ lines, height }: PdfPage): PdfLine[] {
  const fromTop = [...lines].sort((a, b) => b.bottom - a.bottom);
  const usual = quantile(
    lines.map(({ size }) => size),
    0.5,
  );
  const share = ({ size }: PdfLine): number => (size < usual * 0.95 ? SMALL_TYPE_EDGE_SHARE : EDGE_SHARE);
  const top = (line: PdfLine): boolean => line.bottom > height * (1 - share(line));
  const bottom = (line: PdfLine): boolean => line.bottom < height * share(line);
  return [...new Set([...apart(fromTop, top), ...apart(fromTop.toReversed(), bottom)])];
}

function apart(lines: readonly PdfLine[], isNear: (line: PdfLine) => boolean): PdfLine[] {
  for (let count = Math.min(EDGE_LINES * 2, lines.length - 1); count > 0; count -= 1) {
    const outer = lines.slice(0, count);
    const last = outer.at(-1);
    const next = lines[count];
    if (last === undefined || next === undefined || !outer.every(isNear)) continue;
    const gap = Math.abs(last.bottom - next.bottom) / Math.max(last.size, next.size, 1);
    // Smaller type stands apart as well.
    if (gap > MIN_GAP * 1.2 || (gap > 1 && last.size < next.size * 0.92)) return outer;
  }
  return [];
}

/** The same words at the same place, whatever their numbers. */
function groupsOf(candidates: readonly (readonly PdfLine[])[]): Map<string, Occurrence[]> {
  const groups = new Map<string, Occurrence[]>();
  for (const [page, lines] of candidates.entries()) {
    for (const line of lines) {
      const key = `${placeOf(line)} ${wordsOf(line)}`;
      const group = groups.get(key) ?? [];
      group.push({ line, page });
      groups.set(key, group);
    }
  }
  return groups;
}

/** Lines at one place that begin or end with the number of their page, counted from anywhere, on most pages. */
function numberedLines(candidates: readonly (readonly PdfLine[])[]): PdfLine[] {
  const numbered = candidates.flatMap((lines, page) =>
    lines.flatMap((line) =>
      [/^\d{1,4}(?!\S)/, /(?<!\S)\d{1,4}$/].flatMap((end) => {
        const number = end.exec(line.text)?.[0];
        return number === undefined ? [] : [{ line, page, shift: Number(number) - page - 1 }];
      }),
    ),
  );
  const near = numbered.filter(({ shift }) => Math.abs(shift) <= MAX_SHIFT);
  const groups = Map.groupBy(near, ({ line, shift }) => `${placeOf(line)} ${shift}`);
  return [...groups.values()]
    .filter((group) => comesBack(group, candidates.length))
    .flatMap((group) => group.map(({ line }) => line));
}

function placeOf({ bottom }: PdfLine): number {
  return Math.round(bottom / 6);
}

function comesBack(group: readonly Occurrence[], pageCount: number): boolean {
  const on = new Set(group.map(({ page }) => page));
  if (on.size < MIN_PAGES) return false;
  if (on.size >= pageCount * MOST) return true;
  return [0, 1].some((side) => {
    const pagesOfSide = Math.ceil((pageCount - side) / 2);
    return [...on].filter((page) => page % 2 === side).length >= pagesOfSide * MOST;
  });
}

const PAGE_WORDS = /^(?:p|pp|pg|pág|page|página|pàgina|hoja|folio|seite|de|of|von|la|the)$/i;
/** Documents may begin to count some pages before or after their first. */
const MAX_SHIFT = 40;

/** Whether each number is the same on all pages or goes up with them, as page numbers do; those of content do not. */
function countsPages(group: readonly Occurrence[]): boolean {
  const rows = group.map(({ line, page }) => ({ page, numbers: numbersOf(line) }));
  const words = wordsOf(rows.length === 0 ? undefined : group[0]?.line).match(/\p{L}+/gu) ?? [];
  const onlyNumber = words.every((word) => PAGE_WORDS.test(word));
  return (rows[0]?.numbers ?? []).every((_, slot) => {
    const isSame = mostAgree(rows.map(({ numbers }) => numbers[slot] ?? 0));
    const shifts = rows.map(({ numbers, page }) => (numbers[slot] ?? 0) - page - 1);
    return isSame || (mostAgree(shifts) && (onlyNumber || Math.abs(shifts[0] ?? 0) <= MAX_SHIFT));
  });
}

function mostAgree(values: readonly number[]): boolean {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(...counts.values()) >= values.length * 0.9;
}

function wordsOf(line: PdfLine | undefined): string {
  return line?.text.replace(/\d+/g, '#') ?? '';
}

function numbersOf({ text }: PdfLine): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}
