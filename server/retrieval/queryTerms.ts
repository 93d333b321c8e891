import { detectLanguage, type TextLanguage } from '#platform/text/language.ts';
import { stemVariants } from '#platform/text/stem.ts';
import { MAX_TERM_LENGTH, termsOf } from '#platform/text/terms.ts';
import { fold, type Word, words } from '#platform/text/words.ts';

/**
 * A word, number or code of a question, the spellings under which documents may have it, and how much it counts: 1, less
 * when it was carried over from an earlier question.
 */
export type QueryTerm = { folded: string; spellings: string[]; weight: number };

type Spelled = Omit<QueryTerm, 'weight'>;

const MAX_TERMS = 40;
const CARRIED_WEIGHT = 0.5;

/**
 * The terms of a question, in order. Documents are stemmed by their own language, which may be another than the
 * question's: each word is looked for under its stems in both and as it is written. No spelling belongs to two terms.
 * `asked` is the part of the question, at its beginning, that was not carried over.
 */
export function queryTerms(question: string, asked = question): QueryTerm[] {
  const language = detectLanguage(question);
  const known = new Set<string>();
  const terms: QueryTerm[] = [];
  const found = words(question).flatMap((word) =>
    spelled(word, language).map((term) => ({
      ...term,
      weight: word.start < asked.length ? 1 : CARRIED_WEIGHT,
    })),
  );
  for (const { folded, spellings, weight } of found) {
    const own = [...new Set(spellings)].filter((spelling) => isTerm(spelling) && !known.has(spelling));
    if (own.length === 0) continue;
    for (const spelling of own) known.add(spelling);
    terms.push({ folded, spellings: own, weight });
    if (terms.length === MAX_TERMS) break;
  }
  return terms;
}

function isTerm(spelling: string): boolean {
  return spelling !== '' && spelling.length <= MAX_TERM_LENGTH;
}

/** One term for a word, none for a function word; a number or code may have several: itself and its parts. */
function spelled(word: Word, language: TextLanguage): Spelled[] {
  const terms = termsOf(word, 'other');
  if (word.kind !== 'word') return terms.map((term) => ({ folded: term, spellings: [term] }));
  return terms.length === 0 ? [] : [{ folded: word.folded, spellings: spellingsOf(word, language) }];
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
