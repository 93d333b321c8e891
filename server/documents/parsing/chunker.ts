import { type Span, sentencesOf } from '../../platform/text/sentences.ts';
import { type Block, blocksOf } from './blocks.ts';
import type { ChunkSpan, DocumentText, PageSpan } from './parsedDocument.ts';

/** In tokens. A chunk is closed when the next block would lift it over the target; nothing exceeds the maximum. */
export const CHUNK_TOKENS = { target: 200, max: 350 } as const;

/** About how many tokens a model sees in a text: four Latin letters each, one sign each of denser scripts. */
export function estimateTokens(text: string): number {
  let quarters = 0;
  for (let i = 0; i < text.length; i += 1) quarters += text.charCodeAt(i) < 0x0600 ? 1 : 4;
  return Math.ceil(quarters / 4);
}

type Piece = Span & {
  tokens: number;
  page: number | null;
  headingPath: string[];
  kind: Block['kind'];
  /** Of a row cut off from its table's first line: the headings of its columns. */
  columns: string | null;
};

/**
 * Divides a document into chunks along its structure. They are in order, do not overlap, cover everything but white
 * space, and none reaches over a page or under another heading.
 */
export function chunksOf(document: Omit<DocumentText, 'pageCount'>): ChunkSpan[] {
  const pieces = piecesOf(document);
  const chunks: ChunkSpan[] = [];
  let open: Piece[] = [];
  let tokens = 0;
  const close = (): void => {
    const [first] = open;
    const last = open.at(-1);
    if (first === undefined || last === undefined) return;
    const { start, page } = first;
    const columns = open.find((piece) => piece.columns !== null)?.columns ?? null;
    const headingPath = columns === null ? last.headingPath : [...last.headingPath, columns];
    chunks.push({ index: chunks.length, start, end: last.end, page, headingPath });
    open = [];
  };
  for (const piece of pieces) {
    const last = open.at(-1);
    if (last !== undefined && begins(last, piece, tokens)) close();
    if (open.length === 0) tokens = 0;
    open.push(piece);
    tokens += piece.tokens + 1;
  }
  close();
  return chunks;
}

/** Whether a piece begins a chunk of its own after `last`, which closes one of `tokens`. */
function begins(last: Piece, piece: Piece, tokens: number): boolean {
  if (piece.page !== last.page || tokens + piece.tokens > CHUNK_TOKENS.max) return true;
  // A heading goes with what stands under it.
  if (last.kind === 'heading') return false;
  return piece.kind === 'heading' || tokens + piece.tokens > CHUNK_TOKENS.target;
}

function piecesOf({ text, pages, headings }: Omit<DocumentText, 'pageCount'>): Piece[] {
  const path: { level: number; title: string }[] = [];
  const onPages =
    pages.length === 0 ? [{ page: null, start: 0, end: text.length }] : wholePages(pages, text.length);
  let pageIndex = 0;
  return blocksOf(text, headings).flatMap((block) => {
    if (block.heading !== undefined) {
      while ((path.at(-1)?.level ?? 0) >= block.heading.level) path.pop();
      path.push(block.heading);
    }
    const headingPath = path.map(({ title }) => title);
    while ((onPages[pageIndex]?.end ?? text.length) <= block.start && pageIndex < onPages.length - 1)
      pageIndex += 1;
    const table = block.kind === 'table' ? tableHeading(text, block) : null;
    return spansOnPages(block, onPages, pageIndex).flatMap(({ start, end, page }) =>
      withinBudget(text, { start, end }, block.kind).map((span) => ({
        ...span,
        tokens: estimateTokens(text.slice(span.start, span.end)),
        page,
        headingPath,
        kind: block.kind,
        columns: table !== null && span.start >= table.end ? table.columns : null,
      })),
    );
  });
}

const MAX_COLUMNS_LENGTH = 400;

/** The headings of a table's columns, which a line of dashes follows. */
function tableHeading(text: string, { start, end }: Span): { columns: string; end: number } | null {
  const found = /^\s*\|(.*)\|\s*\n\s*\|(?:\s*:?-{3,}:?\s*\|)+/.exec(
    text.slice(start, Math.min(end, start + 20_000)),
  );
  const columns = found?.[1]?.trim().slice(0, MAX_COLUMNS_LENGTH).toWellFormed() ?? '';
  return found === null || columns === '' ? null : { columns, end: start + found[0].length };
}

type PageRange = Span & { page: number | null };

/** Pages without gaps between them, so that every offset is on one. */
function wholePages(pages: readonly PageSpan[], length: number): PageRange[] {
  const filled = pages.filter(({ start, end }) => end > start);
  return filled.map(({ page }, i) => ({
    page,
    start: i === 0 ? 0 : (filled[i]?.start ?? 0),
    end: filled[i + 1]?.start ?? length,
  }));
}

function spansOnPages(block: Span, pages: readonly PageRange[], from: number): PageRange[] {
  const spans: PageRange[] = [];
  for (let i = from; i < pages.length; i += 1) {
    const page = pages[i];
    if (page === undefined || page.start >= block.end) break;
    const start = Math.max(block.start, page.start);
    const end = Math.min(block.end, page.end);
    if (end > start) spans.push({ start, end, page: page.page });
  }
  return spans;
}

/** Cuts what is over the budget at lines (tables, code, lists) or sentences, then at words, at last anywhere. */
function withinBudget(text: string, span: Span, kind: Block['kind']): Span[] {
  const trimmed = trim(text, span);
  if (trimmed === null) return [];
  // Half a paragraph is found less often than all of it: what its other half names is missing.
  const budget = kind === 'paragraph' ? CHUNK_TOKENS.max : CHUNK_TOKENS.target;
  if (estimateTokens(text.slice(trimmed.start, trimmed.end)) <= budget) return [trimmed];
  const parts =
    kind === 'paragraph' ? sentencesOf(text.slice(trimmed.start, trimmed.end)) : lineSpans(text, trimmed);
  const offset = kind === 'paragraph' ? trimmed.start : 0;
  return parts.flatMap((part) => cutAtWords(text, { start: part.start + offset, end: part.end + offset }));
}

function lineSpans(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    const stop = newline < 0 || newline > end ? end : newline;
    const line = trim(text, { start: at, end: stop });
    if (line !== null) spans.push(line);
    at = stop + 1;
  }
  return spans;
}

function cutAtWords(text: string, span: Span): Span[] {
  const cuts: Span[] = [];
  let rest: Span | null = span;
  while (rest !== null) {
    const end = endWithinBudget(text, rest);
    const cut = trim(text, { start: rest.start, end });
    if (cut !== null) cuts.push(cut);
    rest = end < rest.end ? trim(text, { start: end, end: rest.end }) : null;
  }
  return cuts;
}

function endWithinBudget(text: string, { start, end }: Span): number {
  let tokens = 0;
  let space = -1;
  for (let at = start; at < end; at += 1) {
    tokens += text.charCodeAt(at) < 0x0600 ? 0.25 : 1;
    if (/\s/.test(text.charAt(at))) space = at;
    if (tokens <= CHUNK_TOKENS.target) continue;
    if (space > start) return space;
    return isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
  }
  return end;
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

function trim(text: string, span: Span): Span | null {
  let { start, end } = span;
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return end > start ? { start, end } : null;
}
