import { detectLanguage, type TextLanguage } from '#platform/text/language.ts';
import { stemVariants } from '#platform/text/stem.ts';
import { MAX_TERM_LENGTH, termsOf } from '#platform/text/terms.ts';
import { fold, type Word, words } from '#platform/text/words.ts';

/** A word of a question under one of the spellings that a document may have it in. Spellings share a group. */
export type QueryTerm = { lexeme: string; group: number };

const MAX_WORDS = 40;

/**
 * The terms of a question. Documents are stemmed by their own language, which may be another than the question's: each
 * word is looked for under its stems in both and as it is written.
 */
export function queryTerms(question: string): QueryTerm[] {
  const found = new Map<string, QueryTerm>();
  const language = detectLanguage(question);
  const content = words(question).filter((word) => termsOf(word, 'other').length > 0);
  let group = 0;
  for (const word of content.slice(0, MAX_WORDS)) {
    for (const spellings of word.kind === 'word'
      ? [spellingsOf(word, language)]
      : termsOf(word, 'other').map((term) => [term])) {
      for (const lexeme of spellings)
        if (isTerm(lexeme) && !found.has(lexeme)) found.set(lexeme, { lexeme, group });
      group += 1;
    }
  }
  return [...found.values()];
}

function isTerm(lexeme: string): boolean {
  return lexeme !== '' && lexeme.length <= MAX_TERM_LENGTH;
}

function spellingsOf(word: Word, language: TextLanguage): string[] {
  const spanish = stemVariants(word.text, 'es');
  // In an English question the other vowels of Spanish verbs are not meant.
  return [
    ...(language === 'en' ? spanish.slice(0, 1) : spanish),
    ...stemVariants(word.text, 'en'),
    fold(word.text),
  ];
}
