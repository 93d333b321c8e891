import { stem, stemVariants } from './stem.ts';
import type { Word } from './words.ts';

/** The words of a text, ready to be asked whether another word stands among them. */
export type WordSet = { folded: ReadonlySet<string>; stems: ReadonlySet<string> };

export function wordSetOf(words: readonly Word[]): WordSet {
  const folded = new Set<string>();
  const stems = new Set<string>();
  for (const word of words) {
    folded.add(word.folded);
    if (word.kind !== 'word') continue;
    for (const language of ['es', 'en'] as const) stems.add(stem(word.text, language));
  }
  return { folded, stems };
}

/** Whether a word stands in a text as it is or inflected. Stems of both languages: short texts do not always show theirs. */
export function contains({ folded, stems }: WordSet, word: Word): boolean {
  if (folded.has(word.folded)) return true;
  if (word.kind !== 'word') return false;
  return (
    stemVariants(word.text, 'es').some((variant) => stems.has(variant)) || stems.has(stem(word.text, 'en'))
  );
}
