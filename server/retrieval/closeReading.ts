import { stem } from '#platform/text/stem.ts';
import { type Word, words } from '#platform/text/words.ts';
import { likeness } from './likeness.ts';
import type { QueryTerm } from './queryTerms.ts';

/** How well a text bears on a question, each between 0 and 1: shares of the question's words by their weight. */
export type Reading = {
  /** In the whole text, alike words included; the second occurrence of a word counts a little more than the first. */
  coverage: number;
  /** In its best passage of the length of a sentence. */
  best: number;
  /** Neighbours in the question that are neighbours in the text. */
  pairs: number;
};

/** In words, those between them counted: a long sentence. */
const WINDOW = 24;
/** How far apart neighbours may stand. */
const NEAR = 3;

type Match = { term: number; degree: number };
type Place = Match & { at: number };

/**
 * Makes a reader of texts for one question. A word of the question stands in a text when one of its spellings does, or,
 * less so, when a word does that looks like it: of the same family or mistyped.
 */
export function closeReader(
  terms: readonly QueryTerm[],
  weights: readonly number[],
): (text: string) => Reading {
  const matchOf = matcher(terms);
  const weightOf = (term: number) => weights[term] ?? 0;
  const total = terms.reduce((sum, _term, i) => sum + weightOf(i), 0);
  return (text) => {
    if (total === 0) return { coverage: 0, best: 0, pairs: 0 };
    const places = words(text).flatMap((word, at): Place[] => {
      const match = matchOf(word);
      return match === null ? [] : [{ ...match, at }];
    });
    return {
      coverage: covered(places, weightOf) / total,
      best: bestWindow(places, weightOf) / total,
      pairs: pairsIn(places, weightOf, terms.length),
    };
  };
}

/** Finds the term that a word of a text stands for; the same word is looked at once. */
function matcher(terms: readonly QueryTerm[]): (word: Word) => Match | null {
  const bySpelling = new Map<string, number>();
  for (const [term, { spellings }] of terms.entries())
    for (const spelling of spellings) bySpelling.set(spelling, term);
  const known = new Map<string, Match | null>();
  return (word) => {
    const before = known.get(word.text);
    if (before !== undefined) return before;
    const exact =
      bySpelling.get(word.folded) ??
      (word.kind === 'word'
        ? (bySpelling.get(stem(word.text, 'es')) ?? bySpelling.get(stem(word.text, 'en')))
        : undefined);
    const match = exact === undefined ? mostAlike(terms, word) : { term: exact, degree: 1 };
    known.set(word.text, match);
    return match;
  };
}

function mostAlike(terms: readonly QueryTerm[], { folded }: Word): Match | null {
  let best: Match | null = null;
  for (const [term, { folded: asked }] of terms.entries()) {
    const degree = likeness(asked, folded);
    if (degree > (best?.degree ?? 0)) best = { term, degree };
  }
  return best;
}

function covered(places: readonly Place[], weightOf: (term: number) => number): number {
  const degrees = new Map<number, number>();
  for (const { term, degree } of places) degrees.set(term, Math.max(degrees.get(term) ?? 0, degree));
  return [...degrees].reduce((sum, [term, degree]) => sum + weightOf(term) * degree, 0);
}

function bestWindow(places: readonly Place[], weightOf: (term: number) => number): number {
  let best = 0;
  for (const [i, first] of places.entries()) {
    const window: Place[] = [];
    for (let j = i; j < places.length; j += 1) {
      const place = places[j];
      if (place === undefined || place.at - first.at >= WINDOW) break;
      window.push(place);
    }
    best = Math.max(best, covered(window, weightOf));
  }
  return best;
}

/** The share of the question's pairs of neighbours, by weight, that stand near each other in the text, in their order. */
function pairsIn(places: readonly Place[], weightOf: (term: number) => number, terms: number): number {
  const weightOfPair = (first: number) => Math.min(weightOf(first), weightOf(first + 1));
  const found = new Map<number, number>();
  for (const [i, { term, degree, at }] of places.entries()) {
    for (let j = i + 1; j < places.length; j += 1) {
      const next = places[j];
      if (next === undefined || next.at - at > NEAR) break;
      if (next.term === term + 1) found.set(term, Math.max(found.get(term) ?? 0, degree * next.degree));
    }
  }
  let total = 0;
  for (let term = 0; term + 1 < terms; term += 1) total += weightOfPair(term);
  if (total === 0) return 0;
  return [...found].reduce((sum, [term, degree]) => sum + weightOfPair(term) * degree, 0) / total;
}
