/** A stretch of a document's text that is shown as one paragraph. Offsets are UTF-16 units of the whole text. */
export type SourceBlock = {
  start: number;
  end: number;
  /** The page that begins with it. */
  page: number | null;
};

export type PageSpan = { page: number; start: number; end: number };

/** No block is longer, so that what is in view stays a small part of the page even where a text has no paragraphs. */
const LONGEST = 1_200;

/** Divides a text into blocks, in order: page by page, by empty lines, and where there are none by lines or words. */
export function sourceBlocks(text: string, pages: readonly PageSpan[]): SourceBlock[] {
  const blocks: SourceBlock[] = [];
  let at = 0;
  for (const { page, start, end } of pages) {
    // Text outside of all pages is shown too: nothing of a document is hidden.
    blocks.push(...paragraphs(text, at, start));
    const [first, ...others] = paragraphs(text, start, end);
    blocks.push({ start, end: start, ...first, page }, ...others);
    at = end;
  }
  return [...blocks, ...paragraphs(text, at, text.length)];
}

function paragraphs(text: string, from: number, to: number): SourceBlock[] {
  const found: SourceBlock[] = [];
  const emptyLine = /\n[^\S\n]*\n\s*/g;
  emptyLine.lastIndex = from;
  let start = from;
  while (start < to) {
    const gap = emptyLine.exec(text);
    const end = gap && gap.index < to ? gap.index : to;
    found.push(...pieces(text, start, end));
    start = gap && end < to ? gap.index + gap[0].length : to;
  }
  return found;
}

function pieces(text: string, from: number, to: number): SourceBlock[] {
  const found: SourceBlock[] = [];
  let start = from;
  while (start < to) {
    const end = to - start > LONGEST ? breakBefore(text, start, start + LONGEST) : to;
    if (text.slice(start, end).trim() !== '') found.push({ start, end, page: null });
    start = end;
  }
  return found;
}

/** Just after the last line end before `limit`, else the last space, else at the limit, but never inside a character. */
function breakBefore(text: string, start: number, limit: number): number {
  for (const mark of ['\n', ' ']) {
    const at = text.lastIndexOf(mark, limit - 1);
    if (at > start) return at + 1;
  }
  return /[\uDC00-\uDFFF]/.test(text.charAt(limit)) ? limit - 1 : limit;
}

/** The blocks that a passage reaches into: the first and the last one's index; null when there is none. */
export function blocksOfPassage(
  blocks: readonly SourceBlock[],
  { start, end }: { start: number; end: number },
): { first: number; last: number } | null {
  const first = blocks.findIndex((block) => block.end > start);
  const last = blocks.findLastIndex((block) => block.start < end);
  return first < 0 || last < first ? null : { first, last };
}
