import { TURNING_WORDS } from './antonyms.ts';
import { areSwapped, isMisattached } from './attachment.ts';
import { isSame, type Matches, matchesOf } from './matches.ts';
import { kindOf } from './quantities.ts';
import { factKinds, type Statement, type Term } from './statement.ts';

/** The share of a claim's words, by weight, that a passage must have to bear it out. */
const MIN_COVERAGE = 0.5;
/** Enough where at least two facts agree. */
const MIN_COVERAGE_WITH_FACTS = 0.42;

export type Support = { verdict: 'bears out' | 'lacks' | 'contradicts'; coverage: number };

/**
 * Whether a passage bears a claim out: it has most of its words, all of its numbers and names, and neither denies what the
 * claim says nor says it of something else. `context` (headings, file name) may supply words and names, but no numbers.
 */
export function supportOf(claim: Statement, passage: Statement, context: Statement): Support {
  const matches = matchesOf(claim, passage);
  const around = matchesOf(claim, context);
  const has = (i: number): boolean =>
    (matches[i]?.length ?? 0) > 0 || (claim.terms[i]?.quantity === null && (around[i]?.length ?? 0) > 0);
  const coverage = coverageOf(claim, has);
  if (claim.terms.every(({ weight }) => weight < 1)) return { verdict: 'lacks', coverage };
  if (
    claim.terms.some((term, i) => !has(i) && isReplaced(term, claim, passage)) ||
    isTurned(claim, passage) ||
    isDenied(claim, matches) ||
    isMisattached(claim, passage, matches) ||
    areSwapped(claim, passage, matches)
  )
    return { verdict: 'contradicts', coverage };
  const facts = claim.terms.filter((term, i) => factKinds(term).length > 0 && has(i));
  const isComplete = claim.terms.every((term, i) => has(i) || !isIndispensable(term));
  const enough = facts.length >= 2 ? MIN_COVERAGE_WITH_FACTS : MIN_COVERAGE;
  return { verdict: isComplete && coverage >= enough ? 'bears out' : 'lacks', coverage };
}

function coverageOf(claim: Statement, has: (i: number) => boolean): number {
  let all = 0;
  let found = 0;
  for (const [i, { weight }] of claim.terms.entries()) {
    all += weight;
    if (has(i)) found += weight;
  }
  return all === 0 ? 0 : found / all;
}

const isIndispensable = (term: Term): boolean =>
  term.isName || (term.quantity !== null && !term.quantity.isArticle);

/** Whether the passage has another one in the place of what the claim says: another number of the unit, another colour. */
function isReplaced(term: Term, claim: Statement, passage: Statement): boolean {
  const isUnclaimed = (other: Term) => !claim.terms.some((own) => isSame(own, other));
  if (term.quantity?.isArticle === true) {
    const { unit } = term.quantity;
    return passage.terms.some(({ quantity }) => {
      if (quantity?.unit?.dimension !== unit?.dimension) return false;
      return quantity?.isArticle === true || quantity?.unit?.factor === unit?.factor;
    });
  }
  const { quantity } = term;
  if (quantity !== null) {
    return passage.terms.some(
      (other) => other.quantity !== null && kindOf(other.quantity) === kindOf(quantity) && isUnclaimed(other),
    );
  }
  const rivals = passage.terms.filter((other) => other.sets.some((set) => term.sets.includes(set)));
  if (rivals.length > 0) return rivals.some(isUnclaimed);
  // The first word of a sentence may be a name: when the passage has one that the claim leaves out, it may stand in its place.
  if (term.isFirst && term.word.capitalised && term.synonyms.length === 0)
    return !looksCommon(term.word.text) && passage.terms.some((other) => other.isName && isUnclaimed(other));
  return false;
}

function isTurned(claim: Statement, passage: Statement): boolean {
  const says = ({ folded }: Statement, one: string, other: string) => folded.has(one) && !folded.has(other);
  return TURNING_WORDS.some(([one = '', other = '']) => {
    const [first, second] = [says(claim, one, other), says(claim, other, one)];
    return (first && says(passage, other, one)) || (second && says(passage, one, other));
  });
}

/** By its ending, a word that is no name. */
function looksCommon(word: string): boolean {
  return (
    /(?:ción|sión|dad|mente|ando|iendo|ados?|idas?|idos?|adas?|miento|tion|sion|ing|ly|ed|ment|ness|ity|ers)$/.test(
      word,
    ) || /^(?:se|hay)$/.test(word)
  );
}

/** Whether the claim says what the passage denies, or the other way round. */
function isDenied(claim: Statement, matches: Matches): boolean {
  const clauses = new Map<number, { agreeing: number; conflicting: number }>();
  for (const [i, term] of claim.terms.entries()) {
    const agreements = (matches[i] ?? []).map((place) => agreement(term, place)).filter((sign) => sign !== 0);
    if (agreements.length === 0) continue;
    const sums = clauses.get(term.clause) ?? { agreeing: 0, conflicting: 0 };
    // Whoever is spoken of may stand in a clause of its own: `Tom, the founder, will not join`.
    if (!agreements.includes(-1)) sums.agreeing += term.isName ? 0 : term.weight;
    else if (!agreements.includes(1)) sums.conflicting += term.weight;
    clauses.set(term.clause, sums);
  }
  for (const { agreeing, conflicting } of clauses.values())
    if (conflicting > 0 && conflicting >= agreeing) return true;
  return claim.terms.some((term, i) => factKinds(term).length > 0 && isDeniedOf(term, claim, matches, i));
}

/** Whether the clauses that speak of a fact deny what the claim says of it. */
function isDeniedOf(fact: Term, claim: Statement, matches: Matches, index: number): boolean {
  const places = matches[index] ?? [];
  if (places.length === 0) return false;
  return places.every((place) => {
    let [agreeing, conflicting] = [0, 0];
    for (const [i, term] of claim.terms.entries()) {
      if (term === fact || term.clause !== fact.clause) continue;
      for (const other of matches[i] ?? []) {
        if (other.clause !== place.clause) continue;
        const sign = agreement(term, other);
        if (sign > 0) agreeing += 1;
        if (sign < 0) conflicting += 1;
      }
    }
    return conflicting > agreeing;
  });
}

/** 1: both say it or both deny it; -1: one denies what the other says; 0: neither is known. */
function agreement(claimed: Term, stated: Term): number {
  // A name denies nothing: `X-No-Cache`.
  if (stated.isName !== claimed.isName) return 0;
  const isContrary =
    claimed.antonym !== null &&
    claimed.antonym === stated.antonym &&
    claimed.isContrary !== stated.isContrary;
  return claimed.polarity * stated.polarity * (isContrary ? -1 : 1);
}
