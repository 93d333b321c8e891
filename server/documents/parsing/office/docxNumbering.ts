import { attribute, readXml } from './xml.ts';
import type { ZipArchive } from './zipArchive.ts';

/** What stands before a numbered paragraph: `- ` for bullets, `2.1. ` for numbers; it counts on with every call. */
export type DocxNumbering = (id: string, level: number) => string;

type Level = { format: string; text: string; start: number };

const DEEPEST = 8;

/** Reads how lists are numbered. */
export async function readNumbering(zip: ZipArchive, part: string | undefined): Promise<DocxNumbering> {
  const { levels, lists } = await readDefinitions(zip, part);
  const counters = new Map<string, number[]>();
  return (id, level) => {
    const list = lists.get(id);
    const depth = Math.min(Math.max(level, 0), DEEPEST);
    const definition = levels.get(list ?? '')?.[depth];
    if (list === undefined || definition === undefined || definition.format === 'none') return '';
    const counts = counters.get(list) ?? [];
    counters.set(list, counts);
    counts[depth] = (counts[depth] ?? definition.start - 1) + 1;
    counts.length = depth + 1;
    if (definition.format === 'bullet') return '- ';
    const all = levels.get(list) ?? [];
    return `${definition.text.replace(/%([1-9])/g, (_, nth: string) => numeral(all[Number(nth) - 1], counts[Number(nth) - 1]))} `;
  };
}

async function readDefinitions(zip: ZipArchive, part: string | undefined) {
  const levels = new Map<string, Level[]>();
  /** By the id that paragraphs name; the definition's id. */
  const lists = new Map<string, string>();
  if (part === undefined) return { levels, lists };
  let definition: Level[] | null = null;
  let level: Level | null = null;
  let list = '';
  await readXml(zip.stream(part), {
    open(name, attributes) {
      const value = attribute(attributes, 'val') ?? '';
      if (name === 'abstractNum') {
        definition = [];
        levels.set(attribute(attributes, 'abstractNumId') ?? '', definition);
      } else if (name === 'lvl' && definition !== null) {
        level = { format: 'decimal', text: '', start: 1 };
        definition[Math.min(Number(attribute(attributes, 'ilvl') ?? 0) || 0, DEEPEST)] = level;
      } else if (name === 'num') list = attribute(attributes, 'numId') ?? '';
      else if (name === 'abstractNumId') lists.set(list, value);
      else if (level !== null) describe(level, name, value);
    },
    close(name) {
      if (name === 'abstractNum') definition = null;
      if (name === 'lvl') level = null;
    },
  });
  return { levels, lists };
}

function describe(level: Level, name: string, value: string): void {
  if (name === 'numFmt') level.format = value;
  else if (name === 'lvlText') level.text = value;
  else if (name === 'start') level.start = Number(value) || 0;
}

function numeral(level: Level | undefined, count: number | undefined): string {
  const number = count ?? level?.start ?? 1;
  if (level?.format === 'lowerLetter') return letters(number);
  if (level?.format === 'upperLetter') return letters(number).toUpperCase();
  if (level?.format === 'lowerRoman') return roman(number);
  if (level?.format === 'upperRoman') return roman(number).toUpperCase();
  return String(number);
}

/** a … z, aa, bb …, as Word counts. */
function letters(number: number): string {
  const letter = String.fromCharCode(97 + ((Math.max(number, 1) - 1) % 26));
  return letter.repeat(Math.min(Math.ceil(Math.max(number, 1) / 26), 5));
}

const ROMAN = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const;

function roman(number: number): string {
  let rest = Math.min(Math.max(number, 1), 3_999);
  let text = '';
  for (const [value, sign] of ROMAN) {
    for (; rest >= value; rest -= value) text += sign;
  }
  return text;
}
