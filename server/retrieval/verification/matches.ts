import { isSameAmount } from './quantities.ts';
import type { Statement, Term } from './statement.ts';

/** Where a passage has each term of a claim: in the order of the claim's terms. */
export type Matches = readonly (readonly Term[])[];

export function matchesOf(claim: Statement, passage: Statement): Matches {
  return claim.terms.map((term) => passage.terms.filter((other) => isSame(term, other)));
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
  // Of alternatives one is as good as none of the others.
  if (claimed.sets.length > 0 && stated.sets.length > 0) return false;
  return claimed.synonyms.some((group) => stated.synonyms.includes(group));
}
