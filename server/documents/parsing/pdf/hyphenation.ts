import type { PdfLine } from './pdfLayout.ts';

/** Joins two lines of which the first ends in a hyphen; null when it does not divide a word. */
export type Hyphenation = (text: string, next: string) => string | null;

/** What compounds begin with that English keeps apart by a hyphen. */
const KEEPING =
  /(?:^|[^\p{L}])(?:well|self|non|ex|half|high|low|long|short|full|part|all|cross|so|co|mid|near|self|first|second|third|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|vice|franco|anglo|hispano|[\p{L}]{3,}ico|[\p{L}]{4,}-[\p{L}]+)$/iu;

/**
 * Mends words divided at the end of a line. Whether a hyphen belongs to the word, the rest of the document tells first:
 * it has the word whole, or with its hyphen, elsewhere.
 */
export function hyphenationOf(pages: readonly (readonly PdfLine[])[]): Hyphenation {
  const words = new Set<string>();
  for (const lines of pages) {
    for (const { text } of lines)
      for (const word of text.toLowerCase().match(/\p{L}+(?:-\p{L}+)*/gu) ?? []) words.add(word);
  }
  return (text, next) => {
    const [, first] = /((?:\p{L}+-)*\p{L}+|\d+)[-‐\u00ad]$/u.exec(text) ?? [];
    const [second] = /^(?:\p{L}+(?:-\p{L}+)*|\d+)/u.exec(next) ?? [];
    if (first === undefined || second === undefined) return null;
    if (text.endsWith('\u00ad')) return text.slice(0, -1) + next;
    return keepsHyphen(first, second, words) ? text.replace(/‐$/, '-') + next : text.slice(0, -1) + next;
  };
}

function keepsHyphen(first: string, second: string, words: ReadonlySet<string>): boolean {
  // `2019-2020`, `Castilla-La Mancha`
  if (!/^\p{Ll}/u.test(second) || /\d$/.test(first)) return true;
  const whole = (first + second).toLowerCase();
  if (words.has(whole)) return false;
  if (words.has(`${first}-${second}`.toLowerCase())) return true;
  return KEEPING.test(first);
}
