import { isFrequentWord, isFunctionWord } from '#platform/text/functionWords.ts';
import { type Word, words } from '#platform/text/words.ts';
import { alternativeSets } from './alternatives.ts';
import { type Antonym, antonymOf } from './antonyms.ts';
import { keysOf } from './lexicon.ts';
import { numberAt } from './numberWords.ts';
import { plainText } from './plainText.ts';
import { kindOf, type Quantity, quantitiesOf } from './quantities.ts';
import { synonymGroups } from './synonyms.ts';

/** A content word of a statement: what it may be matched by, and in which clause it is said or denied. */
export type Term = {
  word: Word;
  keys: readonly string[];
  synonyms: readonly number[];
  antonym: number | null;
  /** Whether it is the contrary one of its pair of antonyms. */
  isContrary: boolean;
  /** -1: denied, 1: said, 0: stands before what is denied. */
  polarity: -1 | 0 | 1;
  clause: number;
  /** Its place among the terms. */
  place: number;
  /** The little word before it: who did what to whom. */
  role: string;
  isName: boolean;
  sets: readonly number[];
  quantity: Quantity | null;
  weight: number;
  isFirst: boolean;
};

/** What a sentence (or some) states. */
export type Statement = {
  terms: Term[];
  /** All words, the little ones too. */
  folded: ReadonlySet<string>;
  passiveClauses: ReadonlySet<number>;
  /** Clauses that say when another does not hold: `unless …`, `salvo …`. */
  exceptions: ReadonlySet<number>;
};

const listOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
const NEGATIONS = listOf(
  'no not never nunca jamas ni nor neither tampoco ningun ninguna ninguno none nobody nadie nothing',
);
/** Verbs that deny what follows them, by their beginnings: `refused to sign` is `did not sign`. */
const DENIERS =
  /^(?:desaconsej(?:a|o|an|ado|ada)|discourage[sd]?|descart(?:a|o|an|aron|ado|ada)|rehus(?:a|o|aron|an)|renunci(?:a|o|aron|an)|evit(?:a|o|an|aron|ar|ando)|carec(?:e|en|ia|ian)|abst(?:iene|uvo|uvieron)|desm(?:iente|intio|intieron)|avoid(?:s|ed|ing)?|abandon(?:s|ed|o|aron)|cease[sd]?|lack(?:s|ed|ing)?|waive[sd]?|prevent(?:s|ed|ing)?)$/;
/** The same in several words, behind which the last one stands. */
const DENYING_PHRASES =
  /(?<!\p{L})(?:neg(?:ó|aron|aba|aban) a|niega a|niegan a|dej(?:ó|aron|a|an|ado) de|fail(?:s|ed|ing)? to|rul(?:es?|ed|ing) out|stop(?:s|ped)? \p{L}+ing|no longer|free (?:of|from)|(?:absence|lack|shortage) of|(?:ausencia|falta|escasez) de|(?:is|are|was|were|be) out of|far from|lejos de|exent[oa]s? de|libres? de)$/iu;
/** These begin a clause that says the contrary of the one before. */
const EXCEPTIONS = listOf('salvo excepto except unless sin without');
/** What these name is denied or said as what stands before. */
const INCLUDING = /^(?:including|inclu(?:so|ido|ida|idos|idas|yendo)|tambien|also)$/;
const CONJUNCTIONS = listOf(
  'y e and pero but aunque although though porque because mientras while whereas sino si if cuando when which who cuyo donde where',
);
/** Behind what is denied these begin what is not: `days that were not used can be carried over`. */
const MODALS = listOf('can may must should will shall would could puede pueden debe deben podra podran');
const DETERMINERS = listOf('the that this its a an el la los las esa ese esta este su un una');
const ROLES = listOf(
  'a al de del en por con para desde hasta ante to from by in at on of for with into than que between',
);
const PASSIVE =
  /(?<!\p{L})(?:fue|fueron|sido|es|son|was|were|been|is|are|be|being) (?:\p{L}+ )?\p{L}+ (?:por|by)(?!\p{L})/iu;

/** Reads what a text states. */
export function readStatement(text: string): Statement {
  const plain = plainText(text);
  const all = words(plain);
  const quantities = new Map(quantitiesOf(all).map((quantity) => [quantity.at, quantity]));
  const terms: Term[] = [];
  const clauses = createClauses(plain, all);
  let covered = 0;
  for (const [index, word] of all.entries()) {
    if (index < covered) continue;
    clauses.enter(index);
    const quantity = quantities.get(index) ?? null;
    if (quantity !== null) covered = index + quantity.length;
    if (quantity === null && (isNegation(plain, word) || isDenier(plain, word) || !isContent(word))) continue;
    terms.push(termOf(word, quantity, { plain, all, index, clauses, place: terms.length }));
  }
  clauses.settle(terms);
  return {
    terms,
    folded: new Set(all.map(({ folded }) => folded)),
    passiveClauses: clauses.passive,
    exceptions: clauses.exceptions,
  };
}

type Context = {
  plain: string;
  all: readonly Word[];
  index: number;
  clauses: ReturnType<typeof createClauses>;
  place: number;
};

function termOf(word: Word, quantity: Quantity | null, { plain, all, index, clauses, place }: Context): Term {
  const keys = quantity === null ? keysOf(word) : [];
  const antonym = quantity === null ? antonymOf(word.folded) : null;
  const sets = quantity === null ? alternativeSets(word.folded) : [];
  const isName = quantity === null && isNameAt(plain, all, index);
  return {
    word,
    keys,
    synonyms: isName ? [] : synonymGroups(keys),
    antonym: antonym?.pair ?? null,
    isContrary: antonym?.isContrary === true,
    polarity: clauses.polarity(word, antonym, index),
    clause: clauses.current(),
    place,
    role: roleBefore(all, index),
    isName,
    sets,
    quantity: quantity?.isArticle === true && quantity.unit === null ? null : quantity,
    weight: weightOf(word, quantity, isName || sets.length > 0),
    isFirst: index === 0,
  };
}

function weightOf(word: Word, quantity: Quantity | null, isSpecific: boolean): number {
  if (quantity?.isArticle === true || /^(?:max|min)im/.test(word.folded)) return 0.5;
  if (quantity !== null || isSpecific) return 1.5;
  return isFrequentWord(word.folded) ? 0.5 : 1;
}

/** Parts a text into clauses, and keeps what each denies. */
function createClauses(plain: string, all: readonly Word[]) {
  let clause = 0;
  let denied = false;
  let deniedBefore = false;
  let deniedAt = 0;
  /** Where the first denial of a clause stands. */
  const denials = new Map<number, number>();
  const passive = new Set<number>();
  const exceptions = new Set<number>();
  let begin = 0;
  const close = (end: number) => {
    if (PASSIVE.test(plain.slice(begin, end))) passive.add(clause);
    begin = end;
  };
  return {
    passive,
    exceptions,
    current: () => clause,
    enter(index: number) {
      const word = all[index];
      const between = plain.slice(all[index - 1]?.end ?? 0, word?.start ?? 0);
      const folded = word?.folded ?? '';
      const isStop = /[.!?…\n]/.test(between);
      if (
        index > 0 &&
        (/[,;:—–()"«»]/.test(between) ||
          isStop ||
          (CONJUNCTIONS.has(folded) &&
            !isListed(plain, all, index) &&
            !EXCEPTIONS.has(all[index - 1]?.folded ?? '')) ||
          EXCEPTIONS.has(folded))
      ) {
        close(word?.start ?? 0);
        clause += 1;
        deniedBefore = isStop ? false : denied;
        denied = false;
      }
      if (denied && MODALS.has(folded) && all.slice(deniedAt + 1, index).some(isContent)) {
        clause += 1;
        denied = false;
      }
      if (EXCEPTIONS.has(folded)) {
        denied = true;
        exceptions.add(clause);
      } else if (INCLUDING.test(folded)) denied = deniedBefore;
      else if (word !== undefined && isNegation(plain, word)) {
        denied = true;
        deniedAt = index;
      } else if (word !== undefined && isDenier(plain, word)) {
        denied = !denied;
        deniedAt = index;
      }
      if (denied && !denials.has(clause)) denials.set(clause, word?.start ?? 0);
    },
    /** Of the word now entered. */
    polarity(word: Word, antonym: Antonym | null, index: number): -1 | 1 {
      // `that ban`
      const isNoun = DETERMINERS.has(all[index - 1]?.folded ?? '');
      const polarity = denied ? -1 : 1;
      if (antonym?.isContrary === true && antonym.reach && !isNoun) {
        denied = !denied;
        if (denied && !denials.has(clause)) denials.set(clause, word.start);
      }
      return polarity;
    },
    /** What stands before a denial in its clause is neither said nor denied. */
    settle(terms: Term[]) {
      close(plain.length);
      for (const term of terms) {
        if (term.polarity === 1 && term.word.start < (denials.get(term.clause) ?? 0)) term.polarity = 0;
      }
    },
  };
}

/** Whether `y` and `and` join two things, not two statements: `Fridays and Saturdays`, `water and waste;`. */
function isListed(plain: string, all: readonly Word[], index: number): boolean {
  if (!/^(?:y|e|and)$/.test(all[index]?.folded ?? '')) return false;
  const before = all[index - 1];
  const following = all.slice(index + 1, index + 4);
  const next = following.find(isContent);
  if (following[0] !== undefined && numberAt([following[0].folded], 0) !== null) return false;
  if (before === undefined || next === undefined) return true;
  const sets = alternativeSets(before.folded);
  if (alternativeSets(next.folded).some((set) => sets.includes(set))) return true;
  if (following.some((word) => isNegation(plain, word))) return false;
  return /^\s*(?:[,;:.()]|$)/.test(plain.slice(next.end));
}

/** Not the `No` of `X-No-Cache`. */
function isNegation(plain: string, { kind, folded, start, end }: Word): boolean {
  return (
    kind === 'word' && NEGATIONS.has(folded) && plain.charAt(start - 1) !== '-' && plain.charAt(end) !== '-'
  );
}

function isDenier(plain: string, { kind, folded, end }: Word): boolean {
  if (kind !== 'word') return false;
  return DENIERS.test(folded) || DENYING_PHRASES.test(plain.slice(Math.max(0, end - 30), end));
}

function isContent(word: Word): boolean {
  return word.kind !== 'word' || !isFunctionWord(word.folded) || alternativeSets(word.folded).length > 0;
}

/** Capital letters make a name, but not at the beginning of a sentence, where every word has one. */
function isNameAt(plain: string, all: readonly Word[], index: number): boolean {
  const word = all[index];
  if (word === undefined || word.kind === 'number') return false;
  if (word.kind === 'code') return true;
  if (!word.capitalised || isFunctionWord(word.folded)) return false;
  const before = plain.slice(all[index - 1]?.end ?? 0, word.start);
  const isBeginning = index === 0 || /[.!?…:\n¿¡"«“]/.test(before);
  const next = all[index + 1];
  const isFollowed = next?.capitalised === true && plain.slice(word.end, next.start).trim() === '';
  return !isBeginning || isFollowed;
}

function roleBefore(all: readonly Word[], index: number): string {
  for (let at = index - 1; at >= Math.max(0, index - 3); at -= 1) {
    const folded = all[at]?.folded ?? '';
    if (ROLES.has(folded)) return folded === 'al' ? 'a' : folded === 'del' ? 'de' : folded;
    if (!isFunctionWord(folded) && all[at]?.capitalised !== true) return '';
  }
  return '';
}

/** What a fact is of: only facts of one kind are taken for each other. */
export function factKinds(term: Term): string[] {
  if (term.quantity !== null) return [`quantity ${kindOf(term.quantity)}`];
  const kinds = term.sets.map((set) => `set ${set}`);
  return term.isName && kinds.length === 0 ? ['name'] : kinds;
}
