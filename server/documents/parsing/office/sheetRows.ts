import { DocumentError } from '../parsedDocument.ts';
import type { Cell, SheetRow } from '../tableText.ts';
import type { CellFormats } from './cellFormats.ts';
import { attribute, readXml, type XmlAttributes } from './xml.ts';

export type SheetContext = {
  strings: readonly string[];
  formats: CellFormats;
  /** What all sheets of a workbook may hold together: a short shared text in a million cells is a long text. */
  budget: { characters: number };
};

const EMPTY: Cell = { text: '', isText: true };
const MAX_COLUMNS = 16_384;
/** What a cell costs beside its text: a sheet of a million empty cells is no small one. */
const CELL_COST = 4;

type OpenCell = { type: string; style: number; column: number; text: string };

/** The rows of a sheet, their cells as a person sees them. Rows that the file leaves out are one empty row. */
export async function readSheet(
  content: AsyncIterable<Uint8Array>,
  context: SheetContext,
): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  let row: Cell[] = [];
  let lastRow = 0;
  let cell: OpenCell | null = null;
  let takesText = false;
  const openRow = (attributes: XmlAttributes): void => {
    const number = Number(attribute(attributes, 'r') ?? lastRow + 1);
    if (number > lastRow + 1) rows.push([]);
    lastRow = number;
    row = [];
  };
  const closeCell = ({ column, ...open }: OpenCell): void => {
    const shown = cellOf(open, context);
    spend(context, shown.text.length + CELL_COST);
    if (shown.text === '') return;
    spend(context, Math.max(0, column - row.length) * CELL_COST);
    while (row.length < column) row.push(EMPTY);
    row[column] = shown;
  };
  await readXml(content, {
    open(name, attributes) {
      if (name === 'row') openRow(attributes);
      else if (name === 'c') cell = openCell(attributes, cell?.column ?? row.length - 1, row.length);
      else takesText = name === 'v' || name === 't';
    },
    text(text) {
      if (takesText && cell !== null) cell.text += text;
    },
    close(name) {
      takesText = false;
      if (name === 'c' && cell !== null) closeCell(cell);
      if (name === 'row') {
        rows.push(row);
        cell = null;
      }
    },
  });
  return rows;
}

function openCell(attributes: XmlAttributes, previous: number, rowLength: number): OpenCell {
  const reference = attribute(attributes, 'r');
  const column = reference === undefined ? Math.max(previous + 1, rowLength) : columnOf(reference);
  if (column >= MAX_COLUMNS) throw new DocumentError('damaged', 'a column that cannot be');
  return {
    column,
    type: attribute(attributes, 't') ?? 'n',
    style: Number(attribute(attributes, 's') ?? 0),
    text: '',
  };
}

/** `A1` is in column 0, `AB7` in 27. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? 'A')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function cellOf({ type, style, text }: Omit<OpenCell, 'column'>, { strings, formats }: SheetContext): Cell {
  if (type === 's') return { text: strings[Number(text)] ?? '', isText: true };
  if (type === 'b') return { text: text === '1' ? 'TRUE' : 'FALSE', isText: false };
  if (type === 'd') return { text: text.replace(/T00:00:00(?:\.0+)?Z?$/, ''), isText: false };
  if (type !== 'n') return { text, isText: true };
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value)
    ? { text, isText: true }
    : { text: formats(value, style), isText: false };
}

function spend({ budget }: SheetContext, characters: number): void {
  budget.characters -= characters;
  if (budget.characters < 0) throw new DocumentError('too_large', 'cells');
}
