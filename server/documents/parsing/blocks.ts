import type { HeadingSpan } from './parsedDocument.ts';

/** A piece of a document's structure, at UTF-16 offsets of its text, without surrounding blank lines. */
export type Block = {
  kind: 'heading' | 'paragraph' | 'list' | 'table' | 'code';
  start: number;
  end: number;
  /** Level and title of a heading; 1 is the highest. */
  heading?: { level: number; title: string };
};

type Line = { start: number; end: number; text: string };
type LineKind = 'blank' | 'fence' | 'heading' | 'underline' | 'list' | 'table' | 'text';

const PATTERNS: [LineKind, RegExp][] = [
  ['blank', /^\s*$/],
  ['fence', /^ {0,3}(?:```|~~~)/],
  ['heading', /^ {0,3}#{1,6}\s+\S/],
  ['underline', /^ {0,3}(?:=+|-{3,})\s*$/],
  ['list', /^\s*(?:[-*+•▪◦]|\d{1,3}[.)])\s+\S/],
  ['table', /^\s*\|.*\|\s*$/],
];

/**
 * Divides a text into blocks along Markdown's structure, which plain text follows often enough, and the headings that
 * the layout showed. Blocks are in order, do not overlap, and leave out only blank lines.
 */
export function blocksOf(text: string, layoutHeadings: readonly HeadingSpan[]): Block[] {
  const blocks: Block[] = [];
  const headings = new Map(layoutHeadings.map((heading) => [heading.start, heading]));
  const lines = linesOf(text);
  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    if (line === undefined) break;
    const layout = headings.get(line.start);
    const next = layout === undefined ? blockAt(lines, i) : layoutHeading(lines, i, layout, text);
    if (next.block !== null) blocks.push(next.block);
    i = next.following;
  }
  return blocks;
}

type Step = { block: Block | null; following: number };

function blockAt(lines: readonly Line[], i: number): Step {
  const kind = kindAt(lines, i);
  if (kind === 'blank') return { block: null, following: i + 1 };
  if (kind === 'heading') return headingAt(lines, i);
  if (kind === 'fence') return codeAt(lines, i);
  const block = kind === 'list' || kind === 'table' ? kind : 'paragraph';
  let last = i;
  while (continues(block, lines, last)) last += 1;
  const underline = block === 'paragraph' && last === i && kindAt(lines, i + 1) === 'underline';
  if (underline) return underlinedHeading(lines, i);
  return { block: { kind: block, ...span(lines, i, last) }, following: last + 1 };
}

/** Whether the line after `last` belongs to the same block. */
function continues(block: Block['kind'], lines: readonly Line[], last: number): boolean {
  const next = kindAt(lines, last + 1);
  if (block === 'table') return next === 'table';
  if (block === 'list') return next === 'list' || next === 'text';
  if (next === 'underline') return false;
  return next === 'text';
}

function kindAt(lines: readonly Line[], i: number): LineKind | null {
  const line = lines[i];
  if (line === undefined) return null;
  return PATTERNS.find(([, pattern]) => pattern.test(line.text))?.[0] ?? 'text';
}

function headingAt(lines: readonly Line[], i: number): Step {
  const line = (lines[i]?.text ?? '').trim().slice(0, MAX_TITLE_LENGTH);
  const level = /^#+/.exec(line)?.[0].length ?? 1;
  const title = line.slice(level).replace(/ #+$/, '').trim();
  return { block: { kind: 'heading', ...span(lines, i, i), heading: { level, title } }, following: i + 1 };
}

function underlinedHeading(lines: readonly Line[], i: number): Step {
  const level = lines[i + 1]?.text.includes('=') ? 1 : 2;
  const heading = { level, title: (lines[i]?.text ?? '').trim().slice(0, MAX_TITLE_LENGTH) };
  return { block: { kind: 'heading', ...span(lines, i, i + 1), heading }, following: i + 2 };
}

function layoutHeading(
  lines: readonly Line[],
  i: number,
  { level, start, end }: HeadingSpan,
  text: string,
): Step {
  let last = i;
  while ((lines[last + 1]?.start ?? Number.POSITIVE_INFINITY) < end) last += 1;
  const title = text.slice(start, end).replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE_LENGTH);
  return {
    block: { kind: 'heading', ...span(lines, i, last), heading: { level, title } },
    following: last + 1,
  };
}

/** A fence without an end is a paragraph's mistake, not the whole rest of the document: it ends with its paragraph. */
function codeAt(lines: readonly Line[], i: number): Step {
  const fence = /^ *(`{3,}|~{3,})/.exec(lines[i]?.text ?? '')?.[1] ?? '```';
  for (let last = i + 1; last < lines.length; last += 1) {
    if (lines[last]?.text.trim().startsWith(fence))
      return { block: { kind: 'code', ...span(lines, i, last) }, following: last + 1 };
    if (last - i > MAX_CODE_LINES) break;
  }
  let last = i;
  while (kindAt(lines, last + 1) === 'text') last += 1;
  return { block: { kind: 'paragraph', ...span(lines, i, last) }, following: last + 1 };
}

const MAX_CODE_LINES = 5_000;
const MAX_TITLE_LENGTH = 200;

function span(lines: readonly Line[], first: number, last: number): { start: number; end: number } {
  return { start: lines[first]?.start ?? 0, end: lines[last]?.end ?? 0 };
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    lines.push({ start, end, text: text.slice(start, end) });
    start = end + 1;
  }
  return lines;
}
