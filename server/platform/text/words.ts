/** A word, number or code of a text, with its place in UTF-16 units. */
export type Word = {
  kind: 'word' | 'number' | 'code';
  /** Lower case, as it is written. */
  text: string;
  /** Lower case without accents: what is compared. */
  folded: string;
  /** Whether it was written with a capital letter first, as names are. */
  capitalised: boolean;
  start: number;
  end: number;
};

const RUN = /[\p{L}\p{N}\p{M}]+(?:[.,:/\-_'’][\p{L}\p{N}\p{M}]+)*/gu;
const WORD_PART = /[\p{L}\p{M}]+(?:['’](?:s|t|re|ve|ll|d|m)(?![\p{L}\p{M}]))?/giu;
const JOINT = /[.,:/\-_'’]/;
const DIGIT = /\p{N}/u;
const NUMBER = /^\p{N}+(?:[.,:/-]\p{N}+)*$/u;
const CAPITAL = /^\p{Lu}/u;
const MARKS = /\p{M}/gu;
const ENGLISH_ENDING = /['’](?:s|re|ve|ll|d|m)$/;

/** Lower case without accents and other marks, in compatibility form: `Él`, `ÉL` and `el` are one. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase().replaceAll('ß', 'ss').replaceAll('’', "'");
}

/** The words, numbers (`1.234,56`, `9:30`, `2024-05-01`) and codes (`AB-1234`) of a text, in order. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const match of text.matchAll(RUN)) {
    const [run] = match;
    if (!DIGIT.test(run)) addWords(found, run, match.index);
    else found.push(word(NUMBER.test(run) ? 'number' : 'code', run, match.index));
  }
  return found;
}

function addWords(found: Word[], run: string, at: number): void {
  if (!JOINT.test(run)) {
    found.push(word('word', run, at));
    return;
  }
  for (const part of run.matchAll(WORD_PART)) found.push(word('word', part[0], at + part.index));
}

function word(kind: Word['kind'], text: string, start: number): Word {
  return {
    kind,
    text: text.toLowerCase(),
    folded: kind === 'number' ? canonicalNumber(text) : foldWord(text),
    capitalised: CAPITAL.test(text),
    start,
    end: start + text.length,
  };
}

/** Most words are plain ASCII: those are spared the normalisation. */
function foldWord(text: string): string {
  return /^[A-Za-z0-9]+$/.test(text) ? text.toLowerCase() : fold(text).replace(ENGLISH_ENDING, '');
}

/**
 * One spelling for a number: `1.234,50`, `1,234.5` and `1234,5` are all `1234.5`. A single separator before exactly
 * three digits is taken for a thousands separator. What has other signs (times, dates, versions) stays as written.
 */
export function canonicalNumber(text: string): string {
  const digits = text.normalize('NFKC');
  if (!/^\d+(?:[.,]\d+)*$/.test(digits)) return digits;
  const separators = digits.replace(/\d/g, '');
  const decimalAt = decimalPoint(digits, separators);
  if (decimalAt === 'not a number') return digits;
  const whole = (decimalAt === null ? digits : digits.slice(0, decimalAt)).replace(/[.,]/g, '');
  const fraction = decimalAt === null ? '' : digits.slice(decimalAt + 1).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function decimalPoint(digits: string, separators: string): number | null | 'not a number' {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (last < 0) return null;
  const kinds = new Set(separators);
  if (kinds.size === 2) return /^(.)\1*(?!\1).$/.test(separators) ? last : 'not a number';
  const grouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(digits) && !digits.startsWith('0');
  if (grouped) return null;
  return separators.length === 1 ? last : 'not a number';
}
