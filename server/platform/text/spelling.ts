import { characterNgrams } from './ngrams.ts';
import { contains, type WordSet } from './wordMatch.ts';
import type { Word } from './words.ts';

/** Shorter words are too near to too many. */
const MIN_LENGTH = 5;
const MIN_LIKENESS = 0.65;

/** The words of a question as a text spells them: what it does not have is taken for the word of it that is most alike. */
export function spelledAs(asked: readonly Word[], text: readonly Word[], known: WordSet): Word[] {
  const candidates = [...new Map(text.map((word) => [word.folded, word])).values()].filter(isSpelled);
  return asked.map((word) => {
    if (!isSpelled(word) || contains(known, word)) return word;
    const grams = new Set(characterNgrams(word.folded, 2, 2));
    let best: { word: Word; likeness: number } | null = null;
    for (const candidate of candidates) {
      const likeness = dice(grams, new Set(characterNgrams(candidate.folded, 2, 2)));
      if (likeness >= MIN_LIKENESS && likeness > (best?.likeness ?? 0)) best = { word: candidate, likeness };
    }
    return best === null ? word : { ...best.word, capitalised: word.capitalised };
  });
}

const isSpelled = ({ kind, folded }: Word): boolean => kind === 'word' && folded.length >= MIN_LENGTH;

/** Dice's coefficient: the share of common bigrams among those of both. */
function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const gram of a) if (b.has(gram)) common += 1;
  return (2 * common) / (a.size + b.size);
}
