import { isFunctionWord } from '#platform/text/functionWords.ts';
import { fold, type Word, words } from '#platform/text/words.ts';

/** What a sentence states that must not be altered, beside its content words. */
export type Facts = {
  words: Word[];
  content: Word[];
  /** Canonical numbers, number words among them. */
  numbers: Set<string>;
  /** Names and codes, weekdays and months. */
  names: Word[];
  /** The content words that stand right behind a negation, folded. */
  negated: Set<string>;
};

const listOf = (text: string): Set<string> => new Set(fold(text).split(/\s+/));

const NEGATIONS =
  listOf(`no not never nunca jamas sin without ni nor neither tampoco ningun ninguna ninguno none nobody nadie
  cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't mustn't`);
const ONLY = listOf('solo solamente unicamente only just merely');
const CALENDAR =
  listOf(`lunes martes miercoles jueves viernes sabado sabados domingo domingos enero febrero marzo abril mayo junio julio
  agosto septiembre setiembre octubre noviembre diciembre monday mondays tuesday tuesdays wednesday wednesdays thursday
  thursdays friday fridays saturday saturdays sunday sundays january february march april may june july august september
  october november december`);
const NUMBER_WORDS = new Map(
  Object.entries({
    dos: 2,
    tres: 3,
    cuatro: 4,
    cinco: 5,
    seis: 6,
    siete: 7,
    ocho: 8,
    nueve: 9,
    diez: 10,
    doce: 12,
    trece: 13,
    catorce: 14,
    quince: 15,
    dieciseis: 16,
    diecisiete: 17,
    dieciocho: 18,
    diecinueve: 19,
    veinte: 20,
    veinticinco: 25,
    treinta: 30,
    cuarenta: 40,
    cincuenta: 50,
    sesenta: 60,
    setenta: 70,
    ochenta: 80,
    noventa: 90,
    cien: 100,
    ciento: 100,
    doscientos: 200,
    quinientos: 500,
    mil: 1000,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    thirteen: 13,
    fourteen: 14,
    fifteen: 15,
    sixteen: 16,
    seventeen: 17,
    eighteen: 18,
    nineteen: 19,
    twenty: 20,
    thirty: 30,
    forty: 40,
    fifty: 50,
    sixty: 60,
    seventy: 70,
    eighty: 80,
    ninety: 90,
    hundred: 100,
    thousand: 1000,
  }).map(([word, value]) => [word, String(value)]),
);
/** How many content words behind a negation it is taken to deny. */
const NEGATION_REACH = 2;

/** Reads what a sentence states. */
export function factsOf(sentence: string): Facts {
  const all = words(sentence);
  const facts: Facts = { words: all, content: [], numbers: new Set(), names: [], negated: new Set() };
  let reach = 0;
  for (const [index, word] of all.entries()) {
    const isClauseEnd = /[,;:—()]/.test(sentence.slice(all[index - 1]?.end ?? 0, word.start));
    if (isClauseEnd) reach = 0;
    if (NEGATIONS.has(word.folded) && !ONLY.has(all[index + 1]?.folded ?? '')) reach = NEGATION_REACH;
    const number = numberOf(word);
    if (number !== null) facts.numbers.add(number);
    const name = isName(word, index, all);
    if (!name && !isContent(word)) continue;
    facts.content.push(word);
    if (name) facts.names.push(word);
    if (reach > 0) {
      facts.negated.add(word.folded);
      reach -= 1;
    }
  }
  return facts;
}

function numberOf(word: Word): string | null {
  if (word.kind === 'number') return word.folded;
  return word.kind === 'word' ? (NUMBER_WORDS.get(word.folded) ?? null) : null;
}

function isContent(word: Word): boolean {
  return word.kind !== 'word' || (!isFunctionWord(word.folded) && !NEGATIONS.has(word.folded));
}

/** Capital letters make a name, but not at the beginning of a sentence, where every word has one. */
function isName(word: Word, index: number, all: readonly Word[]): boolean {
  if (word.kind === 'code') return true;
  // The month, not the verb.
  if (CALENDAR.has(word.folded)) return word.folded !== 'may' || (word.capitalised && index > 0);
  if (word.kind !== 'word' || !word.capitalised || !isContent(word)) return false;
  return index > 0 || all[1]?.capitalised === true;
}
