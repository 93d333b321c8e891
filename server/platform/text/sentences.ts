/** A stretch of a text, in UTF-16 units. */
export type Span = { start: number; end: number };

const ABBREVIATIONS = new Set(
  `sr sra srta sres dr dra d dña prof lic ing arq avda av pza c núm num nº art arts cap fig figs pág págs pag tel ej
  p.ej etc aprox máx mín vol ed ee.uu uu s.a s.l ud uds vd vds a.c d.c
  mr mrs ms st jr vs e.g i.e eg ie no nos inc ltd co corp dept est approx fig al cf ca sec ch pp vol rev gen col capt sgt
  jan feb mar apr jun jul aug sep sept oct nov dec ene abr ago dic u.s u.k a.m p.m ph.d`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
/** Those that end sentences as often as not: a capital letter after them decides. */
const OFTEN_LAST = new Set([
  'etc',
  'a.m',
  'p.m',
  'a.c',
  'd.c',
  'inc',
  'ltd',
  'u.s',
  'u.k',
  's.a',
  's.l',
  'no',
  'co',
  'c',
  'al',
  'd',
  'art',
  'ed',
  'sec',
  'mar',
  'est',
]);

const END =
  /(?<![.!?…])[.!?…]+["'”’»)\]]*(?=\s|$|\[\d)|\n\s*\n|\n(?=\s*(?:[-*+•▪◦|#>]|\d{1,3}[.)])\s?)|[。！？]/g;

/**
 * The sentences of a text, in order, without surrounding white space. Abbreviations, initials and decimals of Spanish
 * and English do not end one; blank lines, list items, table rows and headings do.
 */
export function sentencesOf(text: string): Span[] {
  const sentences: Span[] = [];
  let start = 0;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith('.') && match[0].length === 1 && !endsSentence(text, match.index)) continue;
    add(sentences, text, start, end);
    start = end;
  }
  add(sentences, text, start, text.length);
  return sentences.flatMap((sentence) => headingsApart(text, sentence));
}

function add(sentences: Span[], text: string, from: number, to: number): void {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  if (end > start) sentences.push({ start, end });
}

/** Whether the full stop at `at` ends a sentence. */
function endsSentence(text: string, at: number): boolean {
  const before = /[\p{L}\p{N}.º]+$/u.exec(text.slice(Math.max(0, at - 20), at))?.[0] ?? '';
  const next = /^\s*(\S)/u.exec(text.slice(at + 1, at + 12))?.[1] ?? '';
  const word = before.toLowerCase();
  if (/^\p{Ll}/u.test(next)) return false;
  // `J. L. Borges`, and the number of a list item: `3. Abril`.
  if (/^\p{Lu}$/u.test(before)) return false;
  if (
    /^\d{1,3}$/.test(before) &&
    /(?:^|\n)\s*$/.test(text.slice(Math.max(0, at - before.length - 10), at - before.length))
  )
    return false;
  if (!ABBREVIATIONS.has(word)) return true;
  return OFTEN_LAST.has(word) && /^[\p{Lu}¿¡]/u.test(next);
}

/** A Markdown heading stands on a line of its own. */
function headingsApart(text: string, { start, end }: Span): Span[] {
  if (text.charAt(start) !== '#') return [{ start, end }];
  const newline = text.indexOf('\n', start);
  if (newline < 0 || newline >= end) return [{ start, end }];
  const parts: Span[] = [];
  add(parts, text, start, newline);
  add(parts, text, newline, end);
  return parts;
}
