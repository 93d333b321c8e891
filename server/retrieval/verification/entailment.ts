import { TURNING_WORDS } from './antonyms.ts';
import { areSwapped, isMisattached } from './attachment.ts';
import { isDenied } from './denial.ts';
import { isSame, matchesOf } from './matches.ts';
import { kindOf } from './quantities.ts';
import { factKinds, type Statement, type Term } from './statement.ts';

/** The share of a claim's words, by weight, that a passage must have to bear it out. */
const MIN_COVERAGE = 0.33;
/** Enough where a number or a name agrees. */
const MIN_COVERAGE_WITH_FACTS = 0.28;

export type Support = { verdict: 'bears out' | 'lacks' | 'contradicts'; coverage: number };

/**
 * Whether a passage bears a claim out: it has most of its words, all of its numbers and names, and neither denies what the
 * claim says nor says it of something else. `context` (headings, file name) may supply words and names, but no numbers;
 * `whole`, all that the sentences stand among, names, unless the sentences have one in that place.
 */
export function supportOf(
  claim: Statement,
  passage: Statement,
  context: Statement,
  whole: Statement = context,
): Support {
  const matches = matchesOf(claim, passage);
  const around = matchesOf(claim, context);
  const isNamedBefore = (term: Term) =>
    term.isName && whole.terms.some((other) => isSame(term, other)) && !hasSubject(passage, claim);
  const has = (i: number): boolean => {
    const term = claim.terms[i];
    if ((matches[i]?.length ?? 0) > 0) return true;
    return term?.quantity === null && ((around[i]?.length ?? 0) > 0 || isNamedBefore(term));
  };
  const coverage = coverageOf(claim, has);
  if (claim.terms.every(({ weight }) => weight < 1)) return { verdict: 'lacks', coverage };
  if (
    claim.terms.some((term, i) => !has(i) && isReplaced(term, claim, passage)) ||
    isTurned(claim, passage) ||
    isDenied(claim, passage, matches) ||
    isMisattached(claim, passage, matches) ||
    areSwapped(claim, passage, matches)
  )
    return { verdict: 'contradicts', coverage };
  const facts = claim.terms.filter((term, i) => factKinds(term).length > 0 && has(i));
  const isComplete = claim.terms.every((term, i) => has(i) || !isIndispensable(term));
  const enough = facts.length >= 1 ? MIN_COVERAGE_WITH_FACTS : MIN_COVERAGE;
  return { verdict: isComplete && coverage >= enough ? 'bears out' : 'lacks', coverage };
}

/** The share of a claim's words, by weight, that a text has. */
export function sharedWith(claim: Statement, text: Statement): number {
  const matches = matchesOf(claim, text);
  return coverageOf(claim, (i) => (matches[i]?.length ?? 0) > 0);
}

/** Whether the sentence nearest to a claim says it of somebody whom the claim does not name. */
export function isOfAnother(claim: Statement, nearest: Statement, context: Statement): boolean {
  const isElsewhere = (term: Term) =>
    term.isName && ![...nearest.terms, ...context.terms].some((other) => isSame(term, other));
  return claim.terms.some(isElsewhere) && hasSubject(nearest, claim);
}

/** Whether somebody else is spoken of, first in a clause or as `by` whom something is. */
function hasSubject(passage: Statement, claim: Statement): boolean {
  return passage.terms.some((other) => {
    if (!other.isName || claim.terms.some((own) => isSame(own, other))) return false;
    const before = passage.terms[other.place - 1];
    return before === undefined || before.clause !== other.clause || /^(?:by|por)$/.test(other.role);
  });
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
  // The first word of a sentence may be a name: when the passage has one in its place that the claim leaves out.
  if (term.isFirst && term.word.capitalised && term.synonyms.length === 0 && !looksCommon(term.word.text)) {
    const next = claim.terms[term.place + 1];
    const isBefore = (other: Term) =>
      passage.terms.some(
        (following) =>
          next !== undefined &&
          following.place > other.place &&
          following.place <= other.place + 3 &&
          isSame(next, following),
      );
    return passage.terms.some((other) => other.isName && isUnclaimed(other) && isBefore(other));
  }
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
