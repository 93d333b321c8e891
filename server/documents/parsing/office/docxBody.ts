import type { DocxNumbering } from './docxNumbering.ts';
import { type DocxStyle, headingLevelOf } from './docxStyles.ts';
import { attribute, isOn, type XmlAttributes, type XmlHandler } from './xml.ts';

/** A piece of a document's body, in the order in which it is read. */
export type DocxBlock =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'item'; text: string }
  | { kind: 'table'; rows: string[][]; hasHeading: boolean };

export type DocxContext = {
  styleOf(id: string | undefined): DocxStyle;
  numbering: DocxNumbering;
  /** A footnote or endnote by its kind and id. */
  noteOf(kind: string, id: string): string | undefined;
};

type Paragraph = {
  text: string;
  style: DocxStyle;
  outlineLevel: number | undefined;
  numbering: { id: string; level: number } | null;
  run: { isHidden: boolean } | null;
  inProperties: boolean;
  /** What hangs on it: notes, text boxes. */
  after: DocxBlock[];
};

type Table = { rows: string[][]; hasHeading: boolean; cell: string[] | null };

/** What is there twice, no longer there, or not for reading. */
const SKIPPED = new Set(['del', 'moveFrom', 'Fallback', 'instrText', 'delText', 'sectPr']);

/**
 * Listens to a document's body and gives its blocks to `emit`. Hidden and deleted text is left out, since nobody who
 * opens the document sees it; text boxes follow the paragraph that they are anchored in.
 */
export function docxBody(context: DocxContext, emit: (block: DocxBlock) => void): XmlHandler {
  const paragraphs: Paragraph[] = [];
  const tables: Table[] = [];
  /** Elements open inside one that is skipped, itself included. */
  let skipped = 0;
  let takesText = false;
  let notes = 0;

  const put = (block: DocxBlock): void => {
    const anchor = paragraphs.at(-1);
    const cell = tables.at(-1)?.cell;
    if (anchor !== undefined) anchor.after.push(block);
    else if (cell === undefined || cell === null) emit(block);
    else if (block.kind === 'table') cell.push(block.rows.map((row) => row.join(' ')).join(' '));
    else cell.push(block.text);
  };
  const closeParagraph = (): void => {
    const paragraph = paragraphs.pop();
    if (paragraph === undefined) return;
    const block = blockOf(paragraph, context.numbering);
    if (block !== null) put(block);
    paragraph.after.forEach(put);
  };
  const note = (kind: string, id: string): void => {
    const paragraph = paragraphs.at(-1);
    const text = context.noteOf(kind, id);
    if (paragraph === undefined || text === undefined || text === '') return;
    notes += 1;
    const mark = superscript(notes);
    paragraph.text += mark;
    paragraph.after.push({ kind: 'paragraph', text: `${mark} ${text}` });
  };
  const openInside = (name: string, attributes: XmlAttributes): void => {
    const paragraph = paragraphs.at(-1);
    const table = tables.at(-1);
    if (table !== undefined && paragraph === undefined) openInTable(table, name, attributes);
    if (paragraph === undefined) return;
    if (name === 'pPr') paragraph.inProperties = true;
    else if (name === 'r') paragraph.run = { isHidden: paragraph.style.isHidden };
    else if (paragraph.inProperties) paragraphProperty(paragraph, name, attributes, context);
    else if (name === 'footnoteReference' || name === 'endnoteReference')
      note(name.replace('Reference', ''), attribute(attributes, 'id') ?? '');
    else runContent(paragraph, name, attributes, context);
  };

  return {
    open(name, attributes) {
      if (skipped > 0 || SKIPPED.has(name) || name.endsWith('PrChange')) {
        skipped += 1;
        return;
      }
      takesText = name === 't';
      if (name === 'p') paragraphs.push(newParagraph(context));
      else if (name === 'tbl') tables.push({ rows: [], hasHeading: false, cell: null });
      else openInside(name, attributes);
    },
    text(text) {
      const paragraph = paragraphs.at(-1);
      if (!takesText || skipped > 0 || paragraph === undefined || isHidden(paragraph)) return;
      paragraph.text += text;
    },
    close(name) {
      if (skipped > 0) {
        skipped -= 1;
        return;
      }
      takesText = false;
      const paragraph = paragraphs.at(-1);
      if (name === 'p') closeParagraph();
      else if (name === 'pPr' && paragraph !== undefined) paragraph.inProperties = false;
      else if (name === 'r' && paragraph !== undefined) paragraph.run = null;
      else if (name === 'tc') closeCell(tables.at(-1));
      else if (name === 'tbl') {
        const table = tables.pop();
        if (table !== undefined) put({ kind: 'table', rows: table.rows, hasHeading: table.hasHeading });
      }
    },
  };
}

function newParagraph(context: DocxContext): Paragraph {
  return {
    text: '',
    style: context.styleOf(undefined),
    outlineLevel: undefined,
    numbering: null,
    run: null,
    inProperties: false,
    after: [],
  };
}

function isHidden({ run, style }: Paragraph): boolean {
  return run?.isHidden ?? style.isHidden;
}

function paragraphProperty(
  paragraph: Paragraph,
  name: string,
  attributes: XmlAttributes,
  { styleOf }: DocxContext,
): void {
  const value = attribute(attributes, 'val') ?? '';
  if (name === 'pStyle') paragraph.style = styleOf(value);
  else if (name === 'outlineLvl') paragraph.outlineLevel = Number(value);
  else if (name === 'numId') paragraph.numbering = { id: value, level: paragraph.numbering?.level ?? 0 };
  else if (name === 'ilvl')
    paragraph.numbering = { id: paragraph.numbering?.id ?? '', level: Number(value) || 0 };
}

/** Text of two half-points or less is drawn, but not to be read. */
const INVISIBLE_SIZE = 2;

function runContent(
  paragraph: Paragraph,
  name: string,
  attributes: XmlAttributes,
  { styleOf }: DocxContext,
): void {
  const { run } = paragraph;
  if (run === null) return;
  const value = attribute(attributes, 'val') ?? '';
  if (name === 'vanish') run.isHidden = isOn(attributes);
  else if (name === 'rStyle' && styleOf(value).isHidden) run.isHidden = true;
  else if (name === 'sz' && Number(value) <= INVISIBLE_SIZE) run.isHidden = true;
  if (isHidden(paragraph)) return;
  if (name === 'tab') paragraph.text += '\t';
  else if (name === 'br' || name === 'cr') paragraph.text += '\n';
  else if (name === 'noBreakHyphen') paragraph.text += '-';
}

function openInTable(table: Table, name: string, attributes: XmlAttributes): void {
  if (name === 'tr') table.rows.push([]);
  else if (name === 'tc') table.cell = [];
  else if (name === 'tblHeader' && table.rows.length === 1) table.hasHeading = isOn(attributes);
  else if (name === 'tblLook' && isHeadingLook(attributes)) table.hasHeading = true;
}

/** Word marks the first row as the heading's by a flag of its own or by a bit of a number. */
function isHeadingLook(attributes: XmlAttributes): boolean {
  const flag = attribute(attributes, 'firstRow');
  if (flag !== undefined) return flag === '1' || flag === 'true';
  return (Number.parseInt(attribute(attributes, 'val') ?? '0', 16) & 0x20) !== 0;
}

function closeCell(table: Table | undefined): void {
  if (table?.cell === undefined || table.cell === null) return;
  table.rows.at(-1)?.push(table.cell.join('\n'));
  table.cell = null;
}

function blockOf(paragraph: Paragraph, numbering: DocxNumbering): DocxBlock | null {
  const text = paragraph.text.trim();
  if (text === '') return null;
  const own = paragraph.numbering;
  const list = own !== null && own.id !== '' ? own : withLevel(paragraph.style.numbering, own?.level);
  const prefix = list === null ? '' : numbering(list.id, list.level);
  const level = headingLevelOf(paragraph.outlineLevel) ?? paragraph.style.headingLevel;
  if (level !== null) return { kind: 'heading', level, text: (prefix === '- ' ? '' : prefix) + text };
  if (prefix === '') return { kind: 'paragraph', text };
  return { kind: 'item', text: `${'  '.repeat(list?.level ?? 0)}${prefix}${text}` };
}

function withLevel(numbering: DocxStyle['numbering'], level: number | undefined): DocxStyle['numbering'] {
  return numbering === null ? null : { ...numbering, level: level ?? numbering.level };
}

function superscript(number: number): string {
  return [...String(number)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '').join('');
}
