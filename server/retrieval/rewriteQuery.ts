import { isFunctionWord } from '#platform/text/functionWords.ts';
import { isSmallTalk } from '#platform/text/smallTalk.ts';
import { fold, type Word, words } from '#platform/text/words.ts';

const CONTINUES =
  /^(?:y|e|o|pero|entonces|tambien|ademas|and|or|but|so|then|also|what about|how about|que tal|que pasa con|y si|why|por que|when|cuando|where|donde|who|quien|how much|how many|cuanto|cuanta|cuantos|cuantas)(?!\p{L})/u;
const POINTS_BACK =
  /(?<!\p{L})(?:eso|esto|ello|ese|esa|esos|esas|aquel|aquella|el mismo|la misma|alli|ahi|it|its|that|those|they|them|their|there|this|these|the same|he|she|him|her|his)(?!\p{L})/u;
/** A question with more content words than this says itself what it is about. */
const MAX_OWN_WORDS = 4;
const MAX_CARRIED_WORDS = 8;

/**
 * What to search for when a question goes on from the one before: "and in 2023?" carries its content words over. Others
 * are searched for as they are. `previous` are the person's earlier messages, the latest last.
 */
export function rewriteQuery(question: string, previous: readonly string[]): string {
  const own = contentOf(question);
  const start = fold(question).replace(/^[^\p{L}\p{N}]+/u, '');
  const isFollowUp = own.length === 0 || CONTINUES.test(start) || POINTS_BACK.test(start) || own.length === 1;
  if (!isFollowUp || own.length > MAX_OWN_WORDS) return question;
  const before = previous.findLast((message) => !isSmallTalk(message));
  if (before === undefined || isSmallTalk(question)) return question;
  const known = new Set(own.map((word) => word.folded));
  // A number in the new question stands in the place of the old one's: "in 2022?" - "and in 2023?"
  const hasNumber = own.some((word) => word.kind === 'number');
  const carried = contentOf(before).filter(
    (word) => !known.has(word.folded) && !(hasNumber && word.kind === 'number'),
  );
  return [question, ...carried.slice(0, MAX_CARRIED_WORDS).map((word) => word.text)].join(' ');
}

function contentOf(text: string): Word[] {
  return words(text.slice(0, 4_000)).filter((word) => word.kind !== 'word' || !isFunctionWord(word.folded));
}
