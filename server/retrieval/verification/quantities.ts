import type { Word } from '#platform/text/words.ts';
import { numberAt } from './numberWords.ts';
import { type Unit, unitOf } from './units.ts';

/** A number of a sentence with its unit, and whether it is a bound: `more than`, `at most`. */
export type Quantity = {
  value: number;
  /** What is no plain number, as it is written: `2024-05-01`, `3.12.1`. */
  written: string | null;
  unit: Unit | null;
  bound: 'more' | 'less' | null;
  /** `a week`, `per week`, `weekly`: a number that is not said as one. */
  isArticle: boolean;
  /** The place of the first word, and how many words it takes with its unit. */
  at: number;
  length: number;
};

const ARTICLES = new Set('un una uno one a an single cada each every per al por'.split(' '));
const RATES =
  /^(?:diari[oa]s?|daily|semanal(?:es)?|weekly|mensual(?:es)?|monthly|trimestral(?:es)?|quarterly|anual(?:es)?|annual|yearly)$/;
const RANGE_WORDS = new Set('to a and y or o hasta'.split(' '));
const MORE = new Set(
  'more mas mayor mayores superior superiores encima above over exceed exceeds exceeding exceeded supera superan supere superen longer higher larger greater older minimum minimo minima desde since after despues tras'.split(
    ' ',
  ),
);
const LESS = new Set(
  'less fewer menos menor menores inferior inferiores debajo below under shorter lower smaller younger maximum maximo maxima hasta before antes'.split(
    ' ',
  ),
);
const BOUND_REACH = 4;

/** The quantities among the words of a sentence, in order. */
export function quantitiesOf(words: readonly Word[]): Quantity[] {
  const folded = words.map((word) => word.folded);
  const found: Quantity[] = [];
  for (let at = 0; at < words.length; ) {
    const quantity = quantityAt(words, folded, at);
    if (quantity !== null) found.push(quantity);
    at += quantity?.length ?? 1;
  }
  for (const [i, quantity] of found.entries()) {
    const next = found[i + 1];
    const isRange = next !== undefined && next.at === quantity.at + quantity.length + 1;
    // `from 21 to 16 days`
    if (isRange && quantity.unit === null && !next.isArticle && RANGE_WORDS.has(folded[next.at - 1] ?? ''))
      quantity.unit = isClock(next) ? null : next.unit;
  }
  return found;
}

function quantityAt(words: readonly Word[], folded: readonly string[], at: number): Quantity | null {
  const word = words[at];
  if (word === undefined) return null;
  const number = numberAt(folded, at);
  const clock = clockTime(word.folded);
  const common = { written: null, isArticle: false, at };
  if (number !== null && word.kind !== 'code') {
    const unitAt = folded[at + number.length] === 'de' ? at + number.length + 1 : at + number.length;
    const unit = unitOf(folded[unitAt] ?? '') ?? null;
    const length = unit === null ? number.length : unitAt - at + 1;
    return { ...common, value: number.value, unit, bound: boundOf(folded, at, at + length), length };
  }
  if (clock !== null) {
    const shift = /^p\.?m/.test(folded[at + 1] ?? '') && clock < 720 ? 720 : 0;
    return {
      ...common,
      value: clock + shift,
      unit: { dimension: 'clock', factor: 1 },
      bound: null,
      length: 1,
    };
  }
  if (word.kind === 'number') {
    return { ...common, value: Number.NaN, written: word.folded, unit: null, bound: null, length: 1 };
  }
  const unit = ARTICLES.has(word.folded) ? unitOf(folded[at + 1] ?? '') : undefined;
  if (unit !== undefined) return { ...common, value: 1, unit, bound: null, isArticle: true, length: 2 };
  const rate = RATES.test(word.folded) ? unitOf(word.folded) : undefined;
  if (rate !== undefined) return { ...common, value: 1, unit: rate, bound: null, isArticle: true, length: 1 };
  return null;
}

/** Minutes since midnight of `9:30`. */
function clockTime(folded: string): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(folded) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

function boundOf(folded: readonly string[], at: number, end: number): Quantity['bound'] {
  const near = folded.slice(Math.max(0, at - BOUND_REACH), at);
  for (const word of near.toReversed()) {
    if (/\d/.test(word)) break;
    if (word === 'to' && near.at(-2) === 'up') return 'less';
    if (MORE.has(word)) return 'more';
    if (LESS.has(word)) return 'less';
  }
  const [joint = '', after = ''] = folded.slice(end, end + 2);
  // `18 % less`, `3 points higher`
  if (MORE.has(joint) && !/^(?:desde|since|after|tras|despues|over|above|encima)$/.test(joint)) return 'more';
  if (LESS.has(joint) && !/^(?:hasta|before|antes|below|under|debajo)$/.test(joint)) return 'less';
  if (joint === 'o' || joint === 'or') {
    if (MORE.has(after) || after === 'later' || after === 'newer') return 'more';
    if (LESS.has(after) || after === 'earlier') return 'less';
  }
  return null;
}

/** Whether both say the same amount: `24 months` and `two years`; a missing unit fits any. */
export function isSameAmount(a: Quantity, b: Quantity): boolean {
  if (a.written !== null || b.written !== null) return a.written === b.written;
  if (a.bound !== null && b.bound !== null && a.bound !== b.bound) return false;
  if (isClock(a) !== isClock(b)) return isHour(isClock(a) ? a : b, isClock(a) ? b : a);
  if (a.unit === null || b.unit === null) return a.value === b.value;
  if (a.unit.dimension !== b.unit.dimension) return false;
  const [one, other] = [a.value * a.unit.factor, b.value * b.unit.factor];
  return Math.abs(one - other) <= 1e-6 * Math.max(one, other) || isCalendarYear(one, other);
}

const isClock = ({ unit }: Quantity): boolean => unit?.dimension === 'clock';

/** `six` and `18:00`. */
function isHour(clock: Quantity, hour: Quantity): boolean {
  const isTime = hour.unit === null || (hour.unit.dimension === 'time' && hour.unit.factor === 3600);
  return (
    isTime && (clock.value === hour.value * 60 || (hour.value <= 12 && clock.value === hour.value * 60 + 720))
  );
}

/** A year is taken for twelve months of 30 days, and is 365 days and 52 weeks as well. */
function isCalendarYear(one: number, other: number): boolean {
  const DAY = 86_400;
  const years = Math.max(one, other) / (360 * DAY);
  const smaller = Math.min(one, other) / DAY;
  const [days, weeks] = [smaller === years * 365, smaller === years * 364];
  return Number.isInteger(years) && (days || weeks);
}

/** What kind of quantity it is: only those of one kind are taken for each other. */
export function kindOf({ value, unit, written }: Quantity): string {
  if (written !== null) return 'written';
  if (unit !== null)
    return ['euro', 'dollar', 'pound', 'sol', 'peso', 'yen'].includes(unit.dimension)
      ? 'money'
      : unit.dimension;
  return Number.isInteger(value) && value >= 1_000 && value <= 2_100 ? 'year' : 'count';
}
