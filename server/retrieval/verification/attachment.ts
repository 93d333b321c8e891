import type { Matches } from './matches.ts';
import { factKinds, type Statement, type Term } from './statement.ts';

/** How much nearer a claim's words must stand to another fact of the passage for the claim to be about that one. */
const MUCH_NEARER = 1.5;
const CLAUSE_DISTANCE = 3;
const COUNT = 'quantity count';
const YEAR = 'quantity year';

/**
 * Whether a claim takes one fact of the passage for another: the price of the one for that of the other, the winner for the
 * loser. `matches`: where the passage has the claim's terms.
 */
export function isMisattached(claim: Statement, passage: Statement, matches: Matches): boolean {
  const pairs = claim.terms.map((term, i) => ({ term, places: matches[i] ?? [] }));
  const claimed = new Set(matches.flat());
  const isClaimed = (term: Term) => claimed.has(term);
  return pairs.some(({ term, places }) => {
    const kinds = factKinds(term);
    if (kinds.length === 0 || places.length === 0) return false;
    const anchors = pairs.filter(
      (other) =>
        other.term !== term &&
        other.places.length > 0 &&
        other.term.clause === term.clause &&
        !isOfKind(other.term, kinds),
    );
    const rivals = passage.terms.filter(
      (other) => isOfKind(other, kinds) && !places.includes(other) && !isPartOfOne(other, places),
    );
    if (anchors.length === 0 || rivals.length === 0) return false;
    const own = anchors.filter((anchor) => !isShared(anchor.places, places, isClaimed, passage));
    return (
      anchors.some((anchor) =>
        belongsToRival(
          anchor,
          { term, places },
          rivals.filter((rival) => !isBeside(rival, term, pairs)),
          isClaimed,
          passage,
        ),
      ) || rivals.some((rival) => isAboutRival({ term, places }, rival, own, pairs))
    );
  });
}

type Placed = { term: Term; places: readonly Term[] };

/** `two` may be two of anything: of the days before it, too. */
function isOfKind(term: Term, kinds: readonly string[]): boolean {
  return factKinds(term).some(
    (kind) =>
      kinds.includes(kind) ||
      (kind === COUNT && kinds.some((other) => other.startsWith('quantity') && other !== YEAR)),
  );
}

/** `Gil` beside `Marta` is no rival of hers. */
function isPartOfOne(other: Term, places: readonly Term[]): boolean {
  return (
    other.isName &&
    places.some(
      (place) => place.isName && place.clause === other.clause && Math.abs(place.place - other.place) <= 2,
    )
  );
}

/** Claimed together with the fact. */
const isBeside = (rival: Term, fact: Term, pairs: readonly Placed[]): boolean =>
  pairs.some(({ term, places }) => places.includes(rival) && term.clause === fact.clause);

/** Said in a clause that has another fact of the kind, but not this one. */
function belongsToRival(
  anchor: Placed,
  { places }: Placed,
  rivals: readonly Term[],
  isClaimed: (term: Term) => boolean,
  passage: Statement,
): boolean {
  const said = anchor.places.filter(({ keys }) => keys.some((key) => anchor.term.keys.includes(key)));
  if (said.length === 0 || anchor.places.some((one) => places.some((place) => one.clause === place.clause)))
    return false;
  if (!said.every((one) => rivals.some((rival) => rival.clause === one.clause))) return false;
  return !isShared(said, places, isClaimed, passage);
}

/**
 * Whether words of an earlier clause belong to the fact's as well, which leaves them out: `the first train leaves at 7 on
 * Mondays and at 9 on Sundays`. Not when it begins with a subject of its own.
 */
function isShared(
  said: readonly Term[],
  places: readonly Term[],
  isClaimed: (term: Term) => boolean,
  passage: Statement,
): boolean {
  return places.some((place) => {
    const first = passage.terms.find((term) => term.clause === place.clause);
    if (first === undefined || !isClaimed(first) || (first === place && place.role === '')) return false;
    return said.every((one) => one.clause < place.clause);
  });
}

/** Whether the claim's words stand nearer to another fact; of two that it has both, when they would fit better exchanged. */
function isAboutRival(
  fact: Placed,
  rival: Term,
  anchors: readonly Placed[],
  pairs: readonly Placed[],
): boolean {
  const own = nearness(fact.term, fact.places, anchors);
  const others = nearness(fact.term, [rival], anchors);
  const claimed = pairs.find(({ places }) => places.includes(rival));
  if (claimed === undefined) return others > own * MUCH_NEARER + 0.02;
  if (claimed.term.clause !== fact.term.clause) return others > own * 2.5 + 0.02;
  const straight = own + nearness(claimed.term, claimed.places, anchors);
  const exchanged = others + nearness(claimed.term, fact.places, anchors);
  return exchanged > straight * MUCH_NEARER + 0.02;
}

/** How near the claim's words stand to a fact, in the claim and in the passage. */
function nearness(term: Term, places: readonly Term[], anchors: readonly Placed[]): number {
  return Math.max(
    ...places.map((place) =>
      anchors.reduce(
        (sum, anchor) =>
          sum +
          (anchor.term.weight / distance(term, anchor.term)) *
            Math.max(...anchor.places.map((at) => 1 / distance(place, at))),
        0,
      ),
    ),
  );
}

function distance(a: Term, b: Term): number {
  return 1 + Math.abs(a.place - b.place) + CLAUSE_DISTANCE * Math.abs(a.clause - b.clause);
}

/** Whether two facts of one clause have changed their parts: `A beat B`, `from 5 to 9`. */
export function areSwapped(claim: Statement, passage: Statement, matches: Matches): boolean {
  const facts = claim.terms
    .map((term, i) => ({ term, places: matches[i] ?? [] }))
    .filter((fact) => fact.places.length === 1 && kindsOf(fact).length > 0);
  return facts.some((one, i) =>
    facts.slice(i + 1).some((other) => {
      const [a, b] = [one.places[0], other.places[0]];
      if (
        a === undefined ||
        b === undefined ||
        Math.abs(a.clause - b.clause) > 1 ||
        one.term.clause !== other.term.clause
      )
        return false;
      if (!kindsOf(one).some((kind) => kindsOf(other).includes(kind)) || isTogether(one.term, other.term))
        return false;
      const isTurned = a.place > b.place;
      const isPassive = claim.passiveClauses.has(one.term.clause) !== passage.passiveClauses.has(a.clause);
      if (isPassive) return !isTurned && other.term.role !== b.role;
      return isTurned && one.term.role === b.role && other.term.role === a.role;
    }),
  );
}

/** The first word of a sentence is a name when it is one elsewhere. */
function kindsOf({ term, places }: Placed): string[] {
  const kinds = factKinds(term);
  return kinds.length === 0 && term.word.capitalised && places.some(({ isName }) => isName)
    ? ['name']
    : kinds;
}

/** Parts of one name. */
const isTogether = (a: Term, b: Term): boolean =>
  a.isName && b.isName && Math.abs(a.place - b.place) === 1 && b.role === a.role;
