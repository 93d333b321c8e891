import { isFrequentWord } from '#platform/text/functionWords.ts';
import { contains, type WordSet, wordSetOf } from '#platform/text/wordMatch.ts';
import type { Word } from '#platform/text/words.ts';
import { fold } from '#platform/text/words.ts';
import { type Facts, factsOf } from './facts.ts';

/** The share of a claim's words, by weight, that a passage must have to bear it out. */
const MIN_COVERAGE = 0.6;
/** More when the claim begins with a word that the passage lacks: it may be a name, which must not be altered. */
const MIN_COVERAGE_OF_STRANGER = 0.75;

/** Words that turn a statement round: a claim with one side is not borne out by a passage with the other. */
const OPPOSITES: [string, string][] = [
  ['mas', 'menos'],
  ['mayor', 'menor'],
  ['mayores', 'menores'],
  ['antes', 'despues'],
  ['maximo', 'minimo'],
  ['maxima', 'minima'],
  ['siempre', 'nunca'],
  ['abierto', 'cerrado'],
  ['abierta', 'cerrada'],
  ['abre', 'cierra'],
  ['encima', 'debajo'],
  ['sube', 'baja'],
  ['aumenta', 'disminuye'],
  ['permitido', 'prohibido'],
  ['obligatorio', 'opcional'],
  ['izquierda', 'derecha'],
  ['norte', 'sur'],
  ['este', 'oeste'],
  ['incluye', 'excluye'],
  ['todos', 'ninguno'],
  ['con', 'sin'],
  ['more', 'less'],
  ['more', 'fewer'],
  ['before', 'after'],
  ['above', 'below'],
  ['over', 'under'],
  ['maximum', 'minimum'],
  ['always', 'never'],
  ['open', 'closed'],
  ['opens', 'closes'],
  ['increase', 'decrease'],
  ['increases', 'decreases'],
  ['longer', 'shorter'],
  ['higher', 'lower'],
  ['larger', 'smaller'],
  ['allowed', 'forbidden'],
  ['mandatory', 'optional'],
  ['left', 'right'],
  ['north', 'south'],
  ['east', 'west'],
  ['includes', 'excludes'],
  ['all', 'none'],
  ['with', 'without'],
  ['am', 'pm'],
];

/**
 * How well a passage bears a claim out: the share of the claim's words that it has, or null when it does not, be it that
 * a number, a name or a negation differs. `context` (headings, file name) may supply words and names, but no numbers.
 */
export function supportOf(claim: Facts, passage: string, context: string): number | null {
  if (claim.content.length === 0) return null;
  const stated = factsOf(passage);
  const own = wordSetOf(stated.words);
  const around = wordSetOf(factsOf(context).words);
  const has = (word: Word): boolean => contains(own, word) || contains(around, word);
  for (const number of claim.numbers) if (!stated.numbers.has(number)) return null;
  if (!claim.names.every(has)) return null;
  if (!negationsAgree(claim, stated) || contradicts(claim, own)) return null;
  const coverage = coverageOf(claim.content, has);
  const [first] = claim.words;
  const stranger = first?.kind === 'word' && claim.content[0] === first && !has(first);
  return coverage >= (stranger ? MIN_COVERAGE_OF_STRANGER : MIN_COVERAGE) ? coverage : null;
}

function coverageOf(content: readonly Word[], has: (word: Word) => boolean): number {
  let all = 0;
  let found = 0;
  for (const word of content) {
    const weight = isFrequentWord(word.folded) ? 0.5 : 1;
    all += weight;
    if (has(word)) found += weight;
  }
  return found / all;
}

/** What one side denies, the other must not affirm. */
function negationsAgree(claim: Facts, passage: Facts): boolean {
  return deniesOnlyDenied(claim, passage) && deniesOnlyDenied(passage, claim);
}

function deniesOnlyDenied(denying: Facts, other: Facts): boolean {
  const denied = denying.content.filter((word) => denying.negated.has(word.folded));
  const affirmed = wordSetOf(other.content.filter((word) => !other.negated.has(word.folded)));
  const alsoDenied = wordSetOf(other.content.filter((word) => other.negated.has(word.folded)));
  return denied.every((word) => !contains(affirmed, word) || contains(alsoDenied, word));
}

function contradicts(claim: Facts, passage: WordSet): boolean {
  const said = new Set(claim.words.map((word) => fold(word.text)));
  return OPPOSITES.some(
    ([one, other]) =>
      (said.has(one) && !said.has(other) && passage.folded.has(other) && !passage.folded.has(one)) ||
      (said.has(other) && !said.has(one) && passage.folded.has(one) && !passage.folded.has(other)),
  );
}
