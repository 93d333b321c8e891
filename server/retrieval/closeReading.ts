import { detectLanguage, type TextLanguage } from '#platform/text/language.ts';
import { characterNgrams } from '#platform/text/ngrams.ts';
import { stem } from '#platform/text/stem.ts';
import { type Word, words } from '#platform/text/words.ts';
import { likeness } from './likeness.ts';
import type { QueryTerm } from './queryTerms.ts';

/** How much of a question stands in a text, in BM25's units: what is rare among the texts weighs more. */
export type Reading = Record<FeatureKind, number> & {
  /** Of its terms, in any inflection; of words of the same family and of mistyped ones a part. A sum of their weights. */
  terms: number;
};

/** Stems of all words, those of grammar among them; pieces of words, four letters each; pairs of neighbouring words. */
export const FEATURE_KINDS = ['stems', 'pieces', 'pairs'] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** Textbook values of BM25 (Robertson and Zaragoza 2009). */
const K1 = 1.2;
const B = 0.75;

const PIECE_LENGTH = 4;
const MAX_WORD_LENGTH = 40;
/** More words than this make no question: what follows is not read closely. */
const MAX_WORDS = 100;

/** How often each of the question's features stands in a text, by its number, and how well each term. */
type Counts = Record<FeatureKind, Float64Array> & { terms: Float64Array; length: number };

/**
 * Reads texts that may answer a question; `terms` may hold more than it, from earlier ones, and have their `weights`.
 * `most` is what a text with all of the question, again and again, would come to.
 */
export function readClosely(
  question: string,
  terms: readonly QueryTerm[],
  weights: readonly number[],
  texts: readonly string[],
): { readings: Reading[]; most: Reading } {
  const features = featuresOf(question);
  const counts = texts.map(reader(features, terms));
  const meanLength = sumOf(counts.map(({ length }) => length)) / Math.max(counts.length, 1);
  const idfs = {
    stems: inverseFrequencies(counts.map(({ stems }) => stems)),
    pieces: inverseFrequencies(counts.map(({ pieces }) => pieces)),
    pairs: inverseFrequencies(counts.map(({ pairs }) => pairs)),
  };
  const readings = counts.map((count) => {
    const norm = K1 * (1 - B + (B * count.length) / meanLength);
    return {
      stems: saturated(idfs.stems, count.stems, norm),
      pieces: saturated(idfs.pieces, count.pieces, norm),
      pairs: saturated(idfs.pairs, count.pairs, norm),
      terms: sumOf(count.terms.map((degree, term) => degree * (weights[term] ?? 0))),
    };
  });
  const all = (kind: FeatureKind) => (K1 + 1) * sumOf(idfs[kind]);
  const most = { stems: all('stems'), pieces: all('pieces'), pairs: all('pairs'), terms: sumOf(weights) };
  return { readings, most };
}

/** BM25's sum: what stands there again adds less and less. */
function saturated(idfs: Float64Array, counts: Float64Array, norm: number): number {
  let sum = 0;
  for (let i = 0; i < idfs.length; i += 1) {
    const n = counts[i] ?? 0;
    if (n > 0) sum += ((idfs[i] ?? 0) * n * (K1 + 1)) / (n + norm);
  }
  return sum;
}

/** BM25's weight of each feature, by how few of the texts have it. */
function inverseFrequencies(counts: readonly Float64Array[]): Float64Array {
  const found = new Float64Array(counts[0]?.length ?? 0);
  for (const count of counts)
    for (let i = 0; i < found.length; i += 1) if (count[i]) found[i] = (found[i] ?? 0) + 1;
  return found.map((n) => Math.log(1 + (counts.length - n + 0.5) / (n + 0.5)));
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** What there is to be found of a question, numbered. A pair is found by the numbers of its stems. */
type Features = {
  language: TextLanguage;
  stems: ReadonlyMap<string, number>;
  pieces: ReadonlyMap<string, number>;
  pairs: ReadonlyMap<number, number>;
};

function featuresOf(question: string): Features {
  const language = detectLanguage(question);
  const asked = words(question).slice(0, MAX_WORDS);
  const stems = numbered(asked.map((word) => stemOf(word, language)));
  const sequence = asked.map((word) => stems.get(stemOf(word, language)) ?? 0);
  return {
    language,
    stems,
    pieces: numbered(asked.flatMap(piecesOf)),
    pairs: numbered(sequence.slice(1).map((second, i) => pairOf(sequence[i] ?? 0, second))),
  };
}

const pairOf = (first: number, second: number): number => first * MAX_WORDS + second;

function numbered<Feature>(features: readonly Feature[]): Map<Feature, number> {
  return new Map([...new Set(features)].map((feature, i) => [feature, i]));
}

/** What a word of a text has to do with the question. */
type Role = {
  match: { term: number; degree: number } | null;
  stem: number | undefined;
  pieces: readonly number[];
};

function reader(
  { language, stems, pieces, pairs }: Features,
  terms: readonly QueryTerm[],
): (text: string) => Counts {
  const matchOf = matcher(terms);
  const mayHaveStem = sharesInitial(stems.keys());
  const roles = new Map<string, Role>();
  const roleOf = (word: Word): Role => {
    const known = roles.get(word.text);
    if (known !== undefined) return known;
    const role = {
      match: matchOf(word),
      stem: mayHaveStem(word) ? stems.get(stemOf(word, language)) : undefined,
      pieces: numbersOf(pieces, piecesOf(word)),
    };
    roles.set(word.text, role);
    return role;
  };
  return (text) => {
    const read = words(text);
    const counts: Counts = {
      stems: new Float64Array(stems.size),
      pieces: new Float64Array(pieces.size),
      pairs: new Float64Array(pairs.size),
      terms: new Float64Array(terms.length),
      length: read.length,
    };
    let before: number | undefined;
    for (const word of read) {
      const { match, stem: own, pieces: found } = roleOf(word);
      if (match !== null) counts.terms[match.term] = Math.max(counts.terms[match.term] ?? 0, match.degree);
      for (const piece of found) increment(counts.pieces, piece);
      if (own !== undefined) increment(counts.stems, own);
      const pair = before === undefined || own === undefined ? undefined : pairs.get(pairOf(before, own));
      if (pair !== undefined) increment(counts.pairs, pair);
      before = own;
    }
    return counts;
  };
}

function numbersOf(numbers: ReadonlyMap<string, number>, features: readonly string[]): number[] {
  const known: number[] = [];
  for (const feature of features) {
    const number = numbers.get(feature);
    if (number !== undefined) known.push(number);
  }
  return known;
}

function increment(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function stemOf(word: Word, language: TextLanguage): string {
  return word.kind === 'word' ? stem(word.text, language) : word.folded;
}

function piecesOf({ folded }: Word): string[] {
  return characterNgrams(folded.slice(0, MAX_WORD_LENGTH), PIECE_LENGTH, PIECE_LENGTH);
}

/** Finds the term that a word of a text stands for. */
function matcher(terms: readonly QueryTerm[]): (word: Word) => Role['match'] {
  const bySpelling = new Map(
    terms.flatMap(({ spellings }, term) => spellings.map((spelling) => [spelling, term])),
  );
  const mayBeSpelled = sharesInitial(bySpelling.keys());
  return (word) => {
    const exact =
      bySpelling.get(word.folded) ??
      (word.kind === 'word' && mayBeSpelled(word)
        ? (bySpelling.get(stem(word.text, 'es')) ?? bySpelling.get(stem(word.text, 'en')))
        : undefined);
    return exact === undefined ? mostAlike(terms, word) : { term: exact, degree: 1 };
  };
}

/** Stemming, which takes most of the time, leaves the first letter: words with another one are spared it. */
function sharesInitial(stems: Iterable<string>): (word: Word) => boolean {
  const initials = new Set(Array.from(stems, (found) => found.charAt(0)));
  return ({ folded }) => initials.has(folded.charAt(0));
}

function mostAlike(terms: readonly QueryTerm[], { folded }: Word): Role['match'] {
  let best: Role['match'] = null;
  for (const [term, { folded: asked }] of terms.entries()) {
    const degree = likeness(asked, folded);
    if (degree > (best?.degree ?? 0)) best = { term, degree };
  }
  return best;
}
