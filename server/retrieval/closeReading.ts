import { isFunctionWord } from '#platform/text/functionWords.ts';
import { detectLanguage, type TextLanguage } from '#platform/text/language.ts';
import { characterNgrams } from '#platform/text/ngrams.ts';
import { stem } from '#platform/text/stem.ts';
import { type Word, words } from '#platform/text/words.ts';
import { likeness } from './likeness.ts';
import type { QueryTerm } from './queryTerms.ts';

/** How much of a question stands in a text, each between 0 and 1: shares by weight, rare things weighing more. */
export type Reading = {
  /** Of its words, in any inflection; of words of the same family and of mistyped ones a part. */
  coverage: number;
  /** Of the pieces of its words, four letters each. */
  pieces: number;
  /** Of its pairs of neighbouring words, those of grammar among them. */
  pairs: number;
  /** Of its words of grammar: "first", "while", "only" say little, but not nothing. */
  grammar: number;
};

const PIECE_LENGTH = 4;
const MAX_WORD_LENGTH = 40;

/** What of the question a text has: places in lists of its features. */
type Traits = { degrees: Map<number, number>; pieces: Set<number>; pairs: Set<number>; grammar: Set<number> };

/**
 * Reads texts that may answer a question; `terms` may hold more than it, from earlier ones. How rare a term is, `weights` say; how rare the rest is,
 * the texts themselves: what tells them apart counts.
 */
export function readClosely(
  question: string,
  terms: readonly QueryTerm[],
  weights: readonly number[],
  texts: readonly string[],
): Reading[] {
  const features = featuresOf(question);
  const traits = texts.map(reader(features, terms));
  const total = sumOf(weights) || 1;
  const [pieces, pairs, grammar] = (['pieces', 'pairs', 'grammar'] as const).map((kind) =>
    shares(
      features[kind].size,
      traits.map((one) => one[kind]),
    ),
  );
  return traits.map(({ degrees }, i) => ({
    coverage: sumOf(Array.from(degrees, ([term, degree]) => (weights[term] ?? 0) * degree)) / total,
    pieces: pieces?.[i] ?? 0,
    pairs: pairs?.[i] ?? 0,
    grammar: grammar?.[i] ?? 0,
  }));
}

/** For each text its share of the question's features, weighted as in BM25 by how few texts have them. */
function shares(features: number, texts: readonly ReadonlySet<number>[]): number[] {
  const weights = Array.from({ length: features }, (_, feature) => {
    const n = texts.reduce((count, text) => count + (text.has(feature) ? 1 : 0), 0);
    return Math.log(1 + (texts.length - n + 0.5) / (n + 0.5));
  });
  const total = sumOf(weights) || 1;
  return texts.map((text) => sumOf(Array.from(text, (feature) => weights[feature] ?? 0)) / total);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** What a word of a text has to do with the question. */
type Role = {
  match: { term: number; degree: number } | null;
  stem: string;
  pieces: number[];
  grammar: number | undefined;
};

/** What there is to be found of a question, numbered. */
type Features = Record<'pieces' | 'pairs' | 'grammar', Map<string, number>> & { language: TextLanguage };

function featuresOf(question: string): Features {
  const language = detectLanguage(question);
  const asked = words(question);
  const stems = asked.map((word) => stemOf(word, language));
  return {
    language,
    pieces: numbered(asked.flatMap(piecesOf)),
    pairs: numbered(stems.slice(1).map((second, i) => `${stems[i]} ${second}`)),
    grammar: numbered(asked.filter(isGrammar).map(({ folded }) => folded)),
  };
}

function reader(
  { language, pieces, pairs, grammar }: Features,
  terms: readonly QueryTerm[],
): (text: string) => Traits {
  const matchOf = matcher(terms);
  const roles = new Map<string, Role>();
  const roleOf = (word: Word): Role => {
    const known = roles.get(word.text);
    if (known !== undefined) return known;
    const role = {
      match: matchOf(word),
      stem: stemOf(word, language),
      pieces: piecesOf(word).flatMap((piece) => pieces.get(piece) ?? []),
      grammar: isGrammar(word) ? grammar.get(word.folded) : undefined,
    };
    roles.set(word.text, role);
    return role;
  };
  return (text) => {
    const traits: Traits = { degrees: new Map(), pieces: new Set(), pairs: new Set(), grammar: new Set() };
    let before: Role | null = null;
    for (const word of words(text)) {
      const role = roleOf(word);
      if (role.match !== null)
        traits.degrees.set(
          role.match.term,
          Math.max(traits.degrees.get(role.match.term) ?? 0, role.match.degree),
        );
      for (const piece of role.pieces) traits.pieces.add(piece);
      if (role.grammar !== undefined) traits.grammar.add(role.grammar);
      const pair = before === null ? undefined : pairs.get(`${before.stem} ${role.stem}`);
      if (pair !== undefined) traits.pairs.add(pair);
      before = role;
    }
    return traits;
  };
}

function numbered(features: readonly string[]): Map<string, number> {
  return new Map([...new Set(features)].map((feature, i) => [feature, i]));
}

function isGrammar({ kind, folded }: Word): boolean {
  return kind === 'word' && isFunctionWord(folded);
}

function stemOf(word: Word, language: TextLanguage): string {
  return word.kind === 'word' ? stem(word.text, language) : word.folded;
}

function piecesOf(word: Word): string[] {
  return isGrammar(word)
    ? []
    : characterNgrams(word.folded.slice(0, MAX_WORD_LENGTH), PIECE_LENGTH, PIECE_LENGTH);
}

/** Finds the term that a word of a text stands for. */
function matcher(terms: readonly QueryTerm[]): (word: Word) => Role['match'] {
  const bySpelling = new Map(
    terms.flatMap(({ spellings }, term) => spellings.map((spelling) => [spelling, term])),
  );
  return (word) => {
    const exact =
      bySpelling.get(word.folded) ??
      (word.kind === 'word'
        ? (bySpelling.get(stem(word.text, 'es')) ?? bySpelling.get(stem(word.text, 'en')))
        : undefined);
    return exact === undefined ? mostAlike(terms, word) : { term: exact, degree: 1 };
  };
}

function mostAlike(terms: readonly QueryTerm[], { folded }: Word): Role['match'] {
  let best: Role['match'] = null;
  for (const [term, { folded: asked }] of terms.entries()) {
    const degree = likeness(asked, folded);
    if (degree > (best?.degree ?? 0)) best = { term, degree };
  }
  return best;
}
