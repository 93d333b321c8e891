/**
 * `[n]` in an answer. `offset` is the place of its opening bracket in the content (UTF-16 units), `end` the place behind
 * the closing one; `[1, 2]` are two markers at one place.
 */
export type CitationMarker = { marker: number; offset: number; end: number };

const MARKER = /[[【]\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】](?!\()/g;
const CODE = /(`{3,}|~{3,})[^]*?(?:\1|$)|(?<!`)(`{1,2})(?!`)[^\n]*?(?<!`)\2(?!`)/g;

/** The citation markers of an answer, in order. What stands in code is none, nor is a Markdown link. */
export function citationMarkers(content: string): CitationMarker[] {
  // The same length, so that places stay places.
  const prose = content.replace(CODE, (code) => ' '.repeat(code.length));
  return [...prose.matchAll(MARKER)].flatMap((match) => {
    const numbers = (match[1] ?? '').split(/[,;]/).map(Number);
    const end = match.index + match[0].length;
    return numbers.filter((marker) => marker > 0).map((marker) => ({ marker, offset: match.index, end }));
  });
}
