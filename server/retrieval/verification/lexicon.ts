import { stem, stemVariants } from '#platform/text/stem.ts';
import type { Word } from '#platform/text/words.ts';

/** Groups of words, one a line; `a b c`. */
export const linesOf = (lists: string): string[][] =>
  lists
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));

/** Every key under which a word may be looked up: as it is, and its stems in both languages. */
export function keysOf(word: Pick<Word, 'text' | 'folded' | 'kind'>): string[] {
  if (word.kind !== 'word') return [word.folded];
  return [...new Set([word.folded, ...stemVariants(word.text, 'es'), stem(word.text, 'en')])];
}
