import type { Matches } from './matches.ts';
import { factKinds, type Statement, type Term } from './statement.ts';

/** The share of a claim's clause that has to be denied for the clause to be. */
const MIN_SHARE = 0.34;
/** One synonym of a common word is too little to go by. */
const LEAST_CONFLICT = 0.5;
/** The share of what a clause denies that a claim must speak of to be judged by that clause alone. */
const MIN_SPOKEN_OF = 0.5;

/** `only here` says `not elsewhere`. */
const RESTRICTING = ['solo', 'solamente', 'unicamente', 'only', 'exclusively', 'exclusivamente'];
/** Whether the claim says what the passage denies, or the other way round. */
export function isDenied(claim: Statement, passage: Statement, matches: Matches): boolean {
  if (isRestricted(claim, passage)) return false;
  const broken = breaksException(claim, passage, matches);
  if (broken !== null) return broken;
  const verdicts = verdictsOfDenials(claim, passage, matches);
  if (verdicts.some(({ sign }) => sign < 0)) return true;
  const settled = new Set(verdicts.flatMap(({ clauses }) => clauses));
  // What a denying clause settles by words of the claim's own denial is no conflict for the rest of it.
  const agreed = new Set(verdicts.map(({ clause }) => clause));
  const clauses = new Map<
    number,
    { agreeing: number; conflicting: number; spoken: number; isOpposite: boolean }
  >();
  for (const [i, term] of claim.terms.entries()) {
    if (settled.has(term.clause)) continue;
    const agreements = (matches[i] ?? [])
      .filter(({ clause }) => !agreed.has(clause))
      .map((place) => agreement(term, place, passage))
      .filter((sign) => sign !== 0);
    if (agreements.length === 0) continue;
    const sums = clauses.get(term.clause) ?? { agreeing: 0, conflicting: 0, spoken: 0, isOpposite: false };
    // Whoever is spoken of may stand in a clause of its own: `Tom, the founder, will not join`.
    if (!agreements.includes(-1)) sums.agreeing += term.isName ? 0 : term.weight;
    else if (!agreements.includes(1)) {
      const isWeak =
        isHeadless(claim, term, matches) ||
        !(isWordForWord(term, matches[i] ?? []) || isBesideOthers(i, claim, matches));
      sums.conflicting += isWeak ? term.weight / 2 : term.weight;
      sums.spoken += term.weight;
      sums.isOpposite ||= term.antonym !== null;
    }
    clauses.set(term.clause, sums);
  }
  for (const [clause, { agreeing, conflicting, spoken, isOpposite }] of clauses) {
    const least = isOpposite ? 0 : MIN_SHARE * weightOfClause(claim, clause);
    if (conflicting > LEAST_CONFLICT && conflicting >= agreeing && spoken >= least) return true;
  }
  return claim.terms.some(
    (term, i) =>
      factKinds(term).length > 0 && !settled.has(term.clause) && isDeniedOf(term, claim, passage, matches, i),
  );
}

/** Whether the claim denies nothing and says `only`, where the passage denies the others. */
function isRestricted(claim: Statement, passage: Statement): boolean {
  return (
    claim.terms.every(({ polarity }) => polarity >= 0) &&
    RESTRICTING.some((word) => claim.folded.has(word) && !passage.folded.has(word)) &&
    passage.terms.some(({ polarity }) => polarity < 0)
  );
}

/**
 * Of an exception, `no animals without consent`, and the clause that it limits, a claim has to keep both or turn both round:
 * `animals need consent`. Null when it does not speak of both.
 */
function breaksException(claim: Statement, passage: Statement, matches: Matches): boolean | null {
  const signOn = (clause: number): number => {
    const signs = claim.terms.flatMap((term, i) =>
      term.isName
        ? []
        : (matches[i] ?? [])
            .filter((place) => place.clause === clause)
            .map((place) => agreement(term, place, passage)),
    );
    return Math.sign(signs.reduce((sum, sign) => sum + sign, 0));
  };
  for (const exception of passage.exceptions) {
    const terms = passage.terms.filter(({ clause }) => clause === exception);
    const spokenOf = weightOf(terms.filter((term) => matches.some((places) => places.includes(term))));
    if (terms.length === 0 || spokenOf < MIN_SPOKEN_OF * weightOf(terms)) continue;
    const [own, limited] = [signOn(exception), signOn(exception === 0 ? 1 : exception - 1)];
    if (own !== 0 && limited !== 0) return own !== limited;
  }
  return null;
}

type Verdict = { clause: number; sign: number; clauses: number[] };

/**
 * Of each clause that denies something of which the claim speaks: whether the claim denies it as well (1) or says it (-1).
 * `clauses`: those of the claim that do so.
 */
function verdictsOfDenials(claim: Statement, passage: Statement, matches: Matches): Verdict[] {
  const denied = new Map<number, Term[]>();
  for (const term of passage.terms)
    if (term.polarity < 0) denied.set(term.clause, [...(denied.get(term.clause) ?? []), term]);
  return [...denied].flatMap(([clause, terms]) => {
    const matched = terms.filter((term) => matches.some((places) => places.includes(term)));
    const spokenOf = weightOf(matched) / weightOf(terms);
    if (spokenOf < MIN_SPOKEN_OF) return [];
    const signs = claim.terms.flatMap((term, i) =>
      (matches[i] ?? [])
        .filter((place) => place.clause === clause)
        .map((place) => ({ sign: agreement(term, place, passage), clause: term.clause, place })),
    );
    const sign = signOf(signs, claim);
    const clauses = signs.filter((one) => one.sign === sign).map((one) => one.clause);
    return sign === 0 ? [] : [{ clause, sign, clauses }];
  });
}

/** By most words; where the claim denies it in one of its clauses, the others only lead there: `it is theirs, as we do not pay it`. */
function signOf(signs: readonly { sign: number; clause: number; place: Term }[], claim: Statement): number {
  const denying = new Set(
    signs.filter(({ sign, clause }) => sign > 0 && isDenying(claim, clause)).map(({ clause }) => clause),
  );
  const deciding = signs.filter(({ clause }) => denying.has(clause));
  const isSaidToo = deciding.some(({ place }) =>
    signs.some((other) => other.sign < 0 && other.place === place && !denying.has(other.clause)),
  );
  const counted = deciding.length > 0 && !isSaidToo ? deciding : signs;
  return Math.sign(counted.reduce((sum, { sign }) => sum + sign, 0));
}

const isDenying = (claim: Statement, clause: number): boolean =>
  claim.terms.some((term) => term.clause === clause && (term.polarity < 0 || term.isContrary));

/** Whether the passage says it of what the claim does. */
function isBesideOthers(index: number, { terms }: Statement, matches: Matches): boolean {
  const clauses = new Set((matches[index] ?? []).map(({ clause }) => clause));
  return terms.some(
    ({ clause }, i) =>
      i !== index &&
      clause === terms[index]?.clause &&
      (matches[i] ?? []).some((place) => clauses.has(place.clause)),
  );
}

/** Whether what the claim denies is denied of a word, most often a verb, that the passage does not have. */
function isHeadless({ terms }: Statement, { clause, polarity }: Term, matches: Matches): boolean {
  const head = terms.findIndex((term) => term.clause === clause && term.polarity < 0);
  return polarity < 0 && (matches[head]?.length ?? 0) === 0;
}

const isWordForWord = (term: Term, places: readonly Term[]): boolean =>
  places.some(
    (place) =>
      term.keys.some((key) => place.keys.includes(key)) ||
      (term.antonym !== null && term.antonym === place.antonym),
  );

const weightOfClause = ({ terms }: Statement, clause: number): number =>
  weightOf(terms.filter((term) => term.clause === clause && !term.isName && term.polarity !== 0));

const weightOf = (terms: readonly Term[]): number => terms.reduce((sum, { weight }) => sum + weight, 0);

/** Whether the clauses that speak of a fact deny what the claim says of it. */
function isDeniedOf(
  fact: Term,
  claim: Statement,
  passage: Statement,
  matches: Matches,
  index: number,
): boolean {
  const places = matches[index] ?? [];
  if (places.length === 0) return false;
  return places.every((place) => {
    let [agreeing, conflicting] = [0, 0];
    for (const [i, term] of claim.terms.entries()) {
      if (term === fact || term.clause !== fact.clause) continue;
      for (const other of matches[i] ?? []) {
        if (other.clause !== place.clause) continue;
        const sign = agreement(term, other, passage);
        if (sign > 0) agreeing += 1;
        if (sign < 0) conflicting += 1;
      }
    }
    return conflicting > agreeing;
  });
}

/** 1: both say it or both deny it; -1: one denies what the other says; 0: neither is known. */
function agreement(claimed: Term, stated: Term, passage: Statement): number {
  // A name denies nothing: `X-No-Cache`.
  if (stated.isName !== claimed.isName) return 0;
  const isContrary =
    claimed.antonym !== null &&
    claimed.antonym === stated.antonym &&
    claimed.isContrary !== stated.isContrary;
  // Who opens from nine to five closes at five.
  if (isContrary && hasTimeSpan(passage, stated.clause)) return 0;
  return claimed.polarity * stated.polarity * (isContrary ? -1 : 1);
}

function hasTimeSpan({ terms }: Statement, clause: number): boolean {
  const times = terms.filter(
    (term) => term.clause === clause && /^(?:clock|date)$/.test(term.quantity?.unit?.dimension ?? ''),
  );
  return times.length >= 2;
}
