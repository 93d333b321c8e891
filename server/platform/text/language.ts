import { ENGLISH_FUNCTION_WORDS, SPANISH_FUNCTION_WORDS } from './functionWords.ts';
import { words } from './words.ts';

export type TextLanguage = 'es' | 'en' | 'other';

const SAMPLE_LENGTH = 20_000;

/**
 * The language of a text by its function words and letters; `other` when neither Spanish nor English shows. Looks at
 * the beginning of long texts only.
 */
export function detectLanguage(text: string): TextLanguage {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const all = words(sample).filter((word) => word.kind === 'word');
  if (all.length === 0) return 'other';
  let spanish = 3 * countOf(sample, /[ñ¿¡]/giu) + 0.5 * countOf(sample, /[áíóú]/giu);
  let english = 0;
  for (const { folded, text: written } of all) {
    const es = SPANISH_FUNCTION_WORDS.has(folded);
    const en = ENGLISH_FUNCTION_WORDS.has(folded);
    if (es && !en) spanish += 1;
    if (en && !es) english += 1;
    if (written.includes("'") || written.includes('’')) english += 1;
  }
  const best = Math.max(spanish, english);
  // Running prose is a third function words; a tenth leaves room for lists and headings.
  if (best < Math.max(1, all.length / 10) || spanish === english) return 'other';
  return spanish > english ? 'es' : 'en';
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
