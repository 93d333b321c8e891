import { isSameAmount, type Quantity } from './quantities.ts';
import type { Statement, Term } from './statement.ts';
import { unitOf } from './units.ts';

/** Numbers up to this are so frequent that without their unit they may count anything. */
const LARGEST_COMMON = 12;

/** Where a passage has each term of a claim: in the order of the claim's terms. */
export type Matches = readonly (readonly Term[])[];

export function matchesOf(claim: Statement, passage: Statement): Matches {
  return claim.terms.map((term) => {
    const places = passage.terms.filter((other) => isSame(term, other));
    const unit = term.quantity?.unit;
    // A bare `three` is not the `three days` claimed where the passage has days of its own.
    if (unit === undefined || unit === null || term.quantity?.isArticle === true) return places;
    const hasUnit = passage.terms.some(
      ({ quantity }) => quantity?.unit?.dimension === unit.dimension && !quantity.isArticle,
    );
    const isNamed = [...passage.folded].some((word) => unitOf(word)?.dimension === unit.dimension);
    const isOf = (quantity: Quantity | null) =>
      quantity?.unit?.dimension === unit.dimension ||
      unit.dimension === 'clock' ||
      (!hasUnit && (isNamed || (quantity?.value ?? 0) > LARGEST_COMMON));
    return places.filter(({ quantity }) => isOf(quantity));
  });
}

/** Whether a passage's term says what a claim's does. Names are not paraphrased. */
export function isSame(claimed: Term, stated: Term): boolean {
  if (claimed.quantity !== null || stated.quantity !== null) {
    return (
      claimed.quantity !== null && stated.quantity !== null && isSameAmount(claimed.quantity, stated.quantity)
    );
  }
  if (claimed.keys.some((key) => stated.keys.includes(key))) return true;
  if (claimed.antonym !== null && claimed.antonym === stated.antonym) return true;
  return claimed.synonyms.some((group) => stated.synonyms.includes(group));
}
