/** Words shorter than this are alike by chance. */
const MIN_LENGTH = 4;
const MIN_SHARED_START = 4;
const MISTYPED = 0.8;
const MIN_LIKENESS = 0.5;

/**
 * How much two folded words look alike, 0 to 1: words of a family by the beginning that they share (`colonia`,
 * `colonización`), mistyped ones by a letter left out, put in, changed or two exchanged. Numbers and codes are never alike.
 */
export function likeness(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < MIN_LENGTH) return 0;
  const shared = sharedStart(short, long);
  if (shared < MIN_SHARED_START && long.length - short.length > 1) return 0;
  const family = shared >= MIN_SHARED_START && shared >= short.length * 0.6 ? shared / long.length : 0;
  const degree = family < MISTYPED && isMistyped(short, long, shared) ? MISTYPED : family;
  return degree < MIN_LIKENESS || DIGIT.test(a) || DIGIT.test(b) ? 0 : degree;
}

const DIGIT = /\p{N}/u;

function sharedStart(short: string, long: string): number {
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return at;
}

/** One edit apart (Damerau): what follows the first difference is the same but for one letter, or two are exchanged. */
function isMistyped(short: string, long: string, shared: number): boolean {
  if (short.length < MIN_LENGTH + 1 || long.length - short.length > 1) return false;
  if (shared < short.length - 2 && short.at(-1) !== long.at(-1)) return false;
  if (long.length > short.length) return short.slice(shared) === long.slice(shared + 1);
  if (short.slice(shared + 1) === long.slice(shared + 1)) return true;
  return (
    short[shared] === long[shared + 1] &&
    short[shared + 1] === long[shared] &&
    short.slice(shared + 2) === long.slice(shared + 2)
  );
}
