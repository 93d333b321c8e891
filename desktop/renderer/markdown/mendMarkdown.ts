import { mendInline } from './mendInline.ts';

/**
 * Completes the end of a text that is still being written, for display alone: what has been opened is closed, and
 * what does not yet say what it will be is held back, so that no bare mark flashes up.
 */
export function mendMarkdown(text: string): string {
  if (endsInFence(text)) return text.replace(/(^|\n)[\s>]*[`~]+$/, '$1');
  const kept = withoutUndecidedLine(text);
  const mended = withInlineMended(kept);
  return withDelimiterRow(mended);
}

const FENCE = /^[\s>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})(.*)$/;

/** Whether the complete lines leave a code fence open, at whatever depth. */
function endsInFence(text: string): boolean {
  let open = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const [, fence = '', info = ''] = FENCE.exec(line) ?? [];
    if (fence === '') continue;
    if (open === '') open = fence.startsWith('`') && info.includes('`') ? '' : fence;
    else if (fence.startsWith(open) && info.trim() === '') open = '';
  }
  return open !== '';
}

/** What a line may begin with before it says what it is. */
const UNDECIDED = [
  // Marks alone: of a list, heading, quote, rule, table, underline, fence, emphasis.
  /^[^\p{L}\p{N}]*$/u,
  // A number that may yet be that of a list.
  /^[\s>]*\d{1,9}[.)]?[ \t]*$/,
  // A task's box.
  /^[\s>]*(?:[-+*]|\d{1,9}[.)])[ \t]+\[[ xX]?\]?[ \t]*$/,
  // A fence whose language is not complete.
  /^[\s>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}[^`]*|~{3,}.*)$/,
  // The label of a footnote or link definition.
  /^[\s>]*\[[^\]]*\]:[^\n]*$/,
];

function withoutUndecidedLine(text: string): string {
  const start = text.lastIndexOf('\n') + 1;
  const line = text.slice(start);
  return UNDECIDED.some((pattern) => pattern.test(line)) ? text.slice(0, start) : text;
}

/** Emphasis, code and links begin and end within one paragraph, item, heading or cell. */
function withInlineMended(text: string): string {
  const start = inlineStart(text);
  return text.slice(0, start) + mendInline(text.slice(start));
}

const LINE_START = /^[\s>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+)+/;

function inlineStart(text: string): number {
  // A line end that is the last thing belongs to the line before it.
  let end = text.endsWith('\n') ? text.length - 1 : text.length;
  for (;;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (/^[\s>]*\|/.test(line)) return start + line.replace(/\\\|/g, '  ').lastIndexOf('|') + 1;
    if (line.trim() === '') return end;
    const prefix = LINE_START.exec(line)?.[0];
    if (prefix !== undefined) return start + prefix.length;
    if (start === 0) return 0;
    end = start - 1;
  }
}

/** A table's first line becomes a table before its second one has come. */
function withDelimiterRow(text: string): string {
  const paragraph =
    text
      .trimEnd()
      .split(/\n[ \t]*\n/)
      .at(-1) ?? '';
  const header = paragraph.split('\n').at(-1) ?? '';
  if (header !== paragraph || !/^ {0,3}\|/.test(header) || /\n[ \t]*\n$/.test(text)) return text;
  const cells = header.trim().replace(/\\\|/g, '  ').replace(/^\|/, '').replace(/\|$/, '').split('|').length;
  return `${text.trimEnd()}\n|${' - |'.repeat(cells)}\n`;
}
