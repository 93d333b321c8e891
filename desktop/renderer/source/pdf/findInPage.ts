/** A stretch of a page's text: units `start`..`end` of the text item with number `item`. */
export type Mark = { item: number; start: number; end: number };

/** With fewer of a passage's letters found in order, pointing at them would mislead. */
const ENOUGH = 0.6;
const MOST_WORDS = 14;
const FEWEST_LETTERS = 8;

/**
 * Where words stand among a page's text items. The text that was read has hyphens mended and spaces of its own, so only
 * letters and digits are compared, and a passage interrupted by what reading left out (a page's header) is found in
 * pieces. `occurrence` says which, from 0 on, where the words come more than once. Empty: they are not there.
 */
export function findInPage(items: readonly string[], words: string, occurrence = 0): Mark[] {
  const page = lettersOf(items);
  const { letters } = lettersOf([words]);
  if (letters === '') return [];
  const places = placesOf(page.letters, letters);
  const at = places[Math.min(occurrence, places.length - 1)];
  if (at !== undefined) {
    return withPunctuation(items, words, marksOf(page, [{ start: at, end: at + letters.length }]));
  }
  const pieces = piecesOf(page.letters, words);
  const found = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  return found >= letters.length * ENOUGH ? marksOf(page, pieces) : [];
}

/** How often words come in a text, compared as in `findInPage`. */
export function countIn(text: string, words: string): number {
  const { letters } = lettersOf([words]);
  return letters === '' ? 0 : placesOf(lettersOf([text]).letters, letters).length;
}

type Letters = {
  letters: string;
  /** Of each letter, the item and the unit that it came from. */
  itemOf: number[];
  unitOf: number[];
};
type Stretch = { start: number; end: number };

/** Letters and digits alone: ligatures taken apart, accents and case put aside. */
function lettersOf(items: readonly string[]): Letters {
  const letters: string[] = [];
  const itemOf: number[] = [];
  const unitOf: number[] = [];
  items.forEach((text, item) => {
    let unit = 0;
    for (const character of text) {
      const plain =
        character
          .normalize('NFKD')
          .toLowerCase()
          .match(/[\p{L}\p{N}]/gu) ?? [];
      for (const letter of plain) {
        letters.push(letter);
        // One entry a unit, so that positions in the joined string are positions here.
        for (let index = 0; index < letter.length; index += 1) {
          itemOf.push(item);
          unitOf.push(unit);
        }
      }
      unit += character.length;
    }
  });
  return { letters: letters.join(''), itemOf, unitOf };
}

function placesOf(text: string, words: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) places.push(at);
  return places;
}

/** The longest runs of words that the page has, in order: each looked for after the one before. */
function piecesOf(page: string, text: string): Stretch[] {
  const words = text
    .split(/\s+/)
    .map((word) => lettersOf([word]).letters)
    .filter((word) => word !== '');
  const pieces: Stretch[] = [];
  let from = 0;
  for (let first = 0; first < words.length; ) {
    const { count, start, length } = longestRun(page, words.slice(first, first + MOST_WORDS), from);
    if (count > 0) {
      pieces.push({ start, end: start + length });
      from = start + length;
    }
    first += Math.max(1, count);
  }
  return pieces;
}

function longestRun(page: string, words: readonly string[], from: number) {
  for (let count = words.length; count > 0; count -= 1) {
    const run = words.slice(0, count).join('');
    // What is short could stand anywhere.
    if (run.length < FEWEST_LETTERS) break;
    const start = page.indexOf(run, from);
    if (start >= 0) return { count, start, length: run.length };
  }
  return { count: 0, start: 0, length: 0 };
}

/** One mark for each item that a stretch reaches into; what lies between its letters is marked with them. */
function marksOf({ itemOf, unitOf }: Letters, stretches: readonly Stretch[]): Mark[] {
  const marks: Mark[] = [];
  for (const { start, end } of stretches) {
    for (let at = start; at < end; at += 1) {
      const item = itemOf[at] ?? 0;
      const unit = unitOf[at] ?? 0;
      const last = marks.at(-1);
      if (last?.item === item && at > start) last.end = unit + 1;
      else marks.push({ item, start: unit, end: unit + 1 });
    }
  }
  return marks;
}

/** What stands before the first letter and behind the last one belongs to the passage where the page has it, too. */
function withPunctuation(items: readonly string[], words: string, marks: Mark[]): Mark[] {
  const [first] = marks;
  const last = marks.at(-1);
  const [before = ''] = /^[^\p{L}\p{N}\s]+/u.exec(words) ?? [];
  const [behind = ''] = /[^\p{L}\p{N}\s]+$/u.exec(words) ?? [];
  if (first && items[first.item]?.slice(0, first.start).endsWith(before)) first.start -= before.length;
  if (last && items[last.item]?.startsWith(behind, last.end)) last.end += behind.length;
  return marks;
}
