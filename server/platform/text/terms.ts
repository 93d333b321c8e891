import { isFunctionWord } from './functionWords.ts';
import type { TextLanguage } from './language.ts';
import { stem } from './stem.ts';
import { type Word, words } from './words.ts';

/** Lexemes longer than this are no words that anybody searches for. */
export const MAX_TERM_LENGTH = 60;

/**
 * The terms under which a text is found: stems of its content words, its numbers, its codes whole and in parts. In
 * order and with repetitions, since their counts matter.
 */
export function indexTerms(text: string, language: TextLanguage): string[] {
  const terms: string[] = [];
  for (const word of words(text)) {
    for (const term of termsOf(word, language))
      if (term !== '' && term.length <= MAX_TERM_LENGTH) terms.push(term);
  }
  return terms;
}

/** The terms of one word; none for function words. */
export function termsOf(word: Word, language: TextLanguage): string[] {
  if (word.kind === 'word') return isFunctionWord(word.folded) ? [] : [stem(word.text, language)];
  return [word.folded, ...partsOf(word.folded)];
}

/** `ab-1234` is also found by `ab` and `1234`, `2024-05-01` by `2024`; single signs find nothing. */
function partsOf(code: string): string[] {
  const parts = code.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length > 1);
  return parts[0] !== code && !/^\d+\.\d+$/.test(code) ? parts : [];
}
