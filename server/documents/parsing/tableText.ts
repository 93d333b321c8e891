import { PARSING_LIMITS } from './parsedDocument.ts';
import { type TextBuilder, writeTable } from './textBuilder.ts';

/** A cell as a person sees it. */
export type Cell = { text: string; isText: boolean };
export type SheetRow = readonly Cell[];

const MAX_HEADING_LENGTH = 80;

/**
 * Writes the rows of a sheet so that each can be read on its own: `- Product: Alpaca; Price: 12.50`. Lines above the
 * headings stay lines. A sheet too long for that is written as tables.
 */
export function writeSheet(builder: TextBuilder, rows: readonly SheetRow[]): void {
  const tables = tablesOf(rows);
  const isShort = labelledLength(tables) < PARSING_LIMITS.textLength / 2;
  for (const { above, headings, body } of tables) {
    for (const line of above) builder.block(line);
    if (headings === null) for (const row of body) builder.line(`- ${values(row).join('; ')}`);
    else if (isShort) for (const row of body) builder.line(labelled(headings, row));
    else {
      const texts = body.map((row) => headings.map((_, i) => row[i]?.text ?? ''));
      writeTable(builder, [headings, ...texts], true);
    }
  }
}

type Table = { above: string[]; headings: string[] | null; body: SheetRow[] };

/** Tables begin with a row of headings; an empty line between may begin another one, with other columns. */
function tablesOf(rows: readonly SheetRow[]): Table[] {
  const tables: Table[] = [];
  let table: Table = { above: [], headings: null, body: [] };
  let afterGap = false;
  for (const row of rows) {
    const filled = values(row).length;
    if (filled === 0) {
      afterGap = true;
      continue;
    }
    const begins =
      afterGap && table.headings !== null && (filled === 1 || hasOtherColumns(row, table.headings));
    if (begins) {
      tables.push(table);
      table = { above: [], headings: null, body: [] };
    }
    afterGap = false;
    if (table.headings === null && table.body.length === 0 && isHeading(row))
      table.headings = row.map(({ text }) => inOneLine(text));
    else if (table.headings === null && table.body.length === 0 && filled === 1)
      table.above.push(values(row).join(''));
    else table.body.push(row);
  }
  tables.push(table);
  return tables.map(withoutLonelyHeading);
}

function isHeading(row: SheetRow): boolean {
  const filled = row.filter(({ text }) => text.trim() !== '');
  const names = new Set(filled.map(({ text }) => text.trim().toLowerCase()));
  return (
    filled.length > 1 &&
    names.size === filled.length &&
    filled.every(({ text, isText }) => isText && text.length <= MAX_HEADING_LENGTH)
  );
}

function hasOtherColumns(row: SheetRow, headings: readonly string[]): boolean {
  const width = Math.max(row.length, headings.length);
  const differs = (i: number): boolean => (row[i]?.text ?? '').trim() !== '' && (headings[i] ?? '') === '';
  return isHeading(row) && Array.from({ length: width }, (_, i) => i).some(differs);
}

/** Headings without rows under them are a row themselves. */
function withoutLonelyHeading(table: Table): Table {
  if (table.headings === null || table.body.length > 0) return table;
  return { ...table, headings: null, body: [table.headings.map((text) => ({ text, isText: true }))] };
}

function labelled(headings: readonly string[], row: SheetRow): string {
  const cells = row.flatMap(({ text }, i) => {
    const value = inOneLine(text);
    if (value === '') return [];
    return [(headings[i] ?? '') === '' ? value : `${headings[i]}: ${value}`];
  });
  return `- ${cells.join('; ')}`;
}

function labelledLength(tables: readonly Table[]): number {
  let length = 0;
  for (const { headings, body } of tables) {
    const perRow = headings?.reduce((sum, heading) => sum + heading.length + 4, 0) ?? 0;
    for (const row of body) length += perRow + row.reduce((sum, { text }) => sum + text.length, 0);
  }
  return length;
}

function values(row: SheetRow): string[] {
  return row.map(({ text }) => inOneLine(text)).filter((text) => text !== '');
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
