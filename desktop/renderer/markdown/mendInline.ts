/** Something open at the end of the text: `at` is where its mark begins. */
type Open = { mark: string; at: number };

/**
 * Closes the emphasis and code that a growing paragraph leaves open, and shows half a link as its text. It follows the
 * common cases of the grammar and not all of it: what is complete is parsed as it stands.
 */
export function mendInline(text: string): string {
  const scanned = scan(text);
  return scanned.text.replace(/\s*$/, (space) => scanned.closing + space);
}

type Scanned = { text: string; closing: string };

function scan(source: string): Scanned {
  const emphasis: Open[] = [];
  const brackets: Open[] = [];
  let text = source;
  let at = 0;
  while (at < text.length) {
    const mark = markAt(text, at);
    const end = at + mark.length;
    if (mark === '\\') {
      if (end === text.length) text = text.slice(0, at);
      at += 2;
    } else if (mark.startsWith('`')) {
      const close = closingBackticks(text, mark, end);
      if (close === -1) return withOpenCode(text, at, mark, emphasis);
      at = close + mark.length;
    } else if (mark === '[' || mark === '![') {
      brackets.push({ mark, at });
      at = end;
    } else if (mark === ']') {
      const opener = brackets.pop();
      const target = opener === undefined ? 'none' : targetAfter(text, end);
      if (opener !== undefined && target === 'open') text = withoutTarget(text, opener, at);
      at = end;
    } else if (mark !== '') {
      if (end === text.length) text = withoutLastMark(text, at, mark, emphasis);
      else matchEmphasis(text, { mark, at }, emphasis);
      at = end;
    } else {
      at += 1;
    }
  }
  return { text: withoutOpenBracket(text, brackets), closing: closingMarks(emphasis) };
}

const MARK = /\\|`+|!?\[|\]|\*+|_+|~+/y;

function markAt(text: string, at: number): string {
  MARK.lastIndex = at;
  return MARK.exec(text)?.[0] ?? '';
}

function closingBackticks(text: string, mark: string, from: number): number {
  const pattern = new RegExp(`(?<!\`)${mark}(?!\`)`, 'g');
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}

/** Nothing has its meaning inside code, so the rest of the text is code. */
function withOpenCode(text: string, at: number, mark: string, emphasis: Open[]): Scanned {
  const content = text.slice(at + mark.length).replace(/`+$/, '');
  if (content.trim() === '') return { text: text.slice(0, at), closing: closingMarks(emphasis) };
  return { text: text.slice(0, at + mark.length) + content, closing: mark + closingMarks(emphasis) };
}

/** What follows a closing bracket: the whole target of a link, the beginning of one, or no target. */
function targetAfter(text: string, at: number): 'whole' | 'open' | 'none' {
  const rest = text.slice(at);
  if (rest === '') return 'open';
  if (rest.startsWith('(')) return /^\((?:[^()\n\\]|\\.|\([^()\n]*\))*\)/.test(rest) ? 'whole' : 'open';
  if (rest.startsWith('[')) return /^\[[^\]\n]*\]/.test(rest) ? 'whole' : 'open';
  return 'none';
}

/** A link without target shows as its text, a picture not at all; a number in brackets may be a citation's. */
function withoutTarget(text: string, opener: Open, close: number): string {
  const content = text.slice(opener.at + opener.mark.length, close);
  const rest = text.slice(close + 1);
  if (rest === '' && opener.mark === '[' && /^\^?\w*$/.test(content)) return text;
  if (rest.startsWith('[') && /^\d+$/.test(content)) return text.slice(0, close + 1);
  const shown = opener.mark === '![' ? '' : ` ${content}`.slice(1);
  return text.slice(0, opener.at) + shown;
}

/** How long half a link's text may be before its bracket is taken for a bracket. */
const LINK_TEXT = 120;

function withoutOpenBracket(text: string, brackets: Open[]): string {
  const open = brackets.find(({ at }) => text.length - at <= LINK_TEXT && at < text.length);
  if (open === undefined) return text;
  const content = text.slice(open.at + open.mark.length);
  const isHeldBack = open.mark === '![' || /^\^?\d*$/.test(content) || content.startsWith('^');
  return text.slice(0, open.at) + (isHeldBack ? '' : content);
}

function matchEmphasis(text: string, { mark, at }: Open, emphasis: Open[]): void {
  if (mark.startsWith('~') && mark.length !== 2) return;
  const before = text[at - 1] ?? ' ';
  const after = text[at + mark.length] ?? ' ';
  const closes = !/\s/.test(before) && (!mark.startsWith('_') || !/\w/.test(after));
  let left = mark.length;
  let closable = closes ? left : 0;
  while (closable > 0 && emphasis.at(-1)?.mark[0] === mark[0]) {
    const top = emphasis.pop();
    const length = top?.mark.length ?? 0;
    if (length > left) emphasis.push({ mark: mark.slice(0, length - left), at: top?.at ?? 0 });
    left -= Math.min(left, length);
    closable = left;
  }
  const opens = !/\s/.test(after) && (!mark.startsWith('_') || !/\w/.test(before));
  if (opens && left > 0) emphasis.push({ mark: mark.slice(0, left), at });
}

/** Marks at the very end close what they can, or are held back until it is known what they open. */
function withoutLastMark(text: string, at: number, mark: string, emphasis: Open[]): string {
  const top = emphasis.at(-1);
  const closes = top !== undefined && top.mark[0] === mark[0] && !/\s/.test(text[at - 1] ?? ' ');
  if (!closes) return text.slice(0, at);
  if (mark.length < top.mark.length) return text.slice(0, at);
  matchEmphasis(text, { mark, at }, emphasis);
  return text;
}

function closingMarks(emphasis: readonly Open[]): string {
  return emphasis
    .map(({ mark }) => mark)
    .toReversed()
    .join('');
}
