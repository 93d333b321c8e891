import { detectLanguage } from '#platform/text/language.ts';
import { stemVariants } from '#platform/text/stem.ts';
import { termsOf } from '#platform/text/terms.ts';
import { fold, words } from '#platform/text/words.ts';

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
  for (const [group, word] of content.slice(0, MAX_WORDS).entries()) {
    const lexemes =
      word.kind === 'word'
        ? [
            ...(language === 'en' ? [] : stemVariants(word.text, 'es')),
            ...stemVariants(word.text, 'en'),
            ...stemVariants(word.text, 'es').slice(0, 1),
            fold(word.text),
          ]
        : termsOf(word, 'other');
    for (const lexeme of lexemes) if (!found.has(lexeme)) found.set(lexeme, { lexeme, group });
  }
  return [...found.values()];
}
