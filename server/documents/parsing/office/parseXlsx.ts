import { DocumentError, type DocumentText, PARSING_LIMITS } from '../parsedDocument.ts';
import { writeSheet } from '../tableText.ts';
import { createTextBuilder } from '../textBuilder.ts';
import { readCellFormats } from './cellFormats.ts';
import { relationshipsOf } from './relationships.ts';
import { readSheet } from './sheetRows.ts';
import { attribute, readXml } from './xml.ts';
import type { ZipArchive } from './zipArchive.ts';

/**
 * Reads the sheets of a workbook that a person sees, one after the other, each row with the headings of its columns.
 * `part` is the workbook's place in the archive. Throws a DocumentError.
 */
export async function parseXlsx(
  zip: ZipArchive,
  part: string,
  onProgress: (ratio: number) => void,
): Promise<DocumentText> {
  const { byId, byType } = await relationshipsOf(zip, part);
  const workbook = await readWorkbook(zip, part);
  const strings = await readSharedStrings(zip, byType.get('sharedStrings'));
  const formats = await readCellFormats(zip, byType.get('styles'), workbook.date1904);
  const builder = createTextBuilder();
  const budget = { characters: PARSING_LIMITS.textLength * 2 };
  for (const [i, { name, relationship }] of workbook.sheets.entries()) {
    const rows = await readSheet(zip.stream(byId.get(relationship) ?? ''), { strings, formats, budget });
    if (rows.some((row) => row.some(({ text }) => text.trim() !== ''))) {
      builder.heading(1, name);
      writeSheet(builder, rows);
    }
    onProgress((i + 1) / workbook.sheets.length);
  }
  return builder.finish();
}

type Workbook = { sheets: { name: string; relationship: string }[]; date1904: boolean };

async function readWorkbook(zip: ZipArchive, part: string): Promise<Workbook> {
  const workbook: Workbook = { sheets: [], date1904: false };
  await readXml(zip.stream(part), {
    open(name, attributes) {
      if (name === 'workbookPr')
        workbook.date1904 = /^(?:1|true|on)$/.test(attribute(attributes, 'date1904') ?? '');
      if (name !== 'sheet' || (attribute(attributes, 'state') ?? 'visible') !== 'visible') return;
      workbook.sheets.push({
        name: attribute(attributes, 'name') ?? '',
        relationship: attributes['r:id'] ?? attribute(attributes, 'id') ?? '',
      });
    },
  });
  if (workbook.sheets.length === 0) throw new DocumentError('empty', 'no visible sheet');
  return workbook;
}

/** Texts that cells share, without the readings of Asian names. */
async function readSharedStrings(zip: ZipArchive, part: string | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (part === undefined) return strings;
  let text: string | null = null;
  let isText = false;
  let isReading = false;
  let length = 0;
  await readXml(zip.stream(part), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isReading = true;
      isText = name === 't' && !isReading;
    },
    text(content) {
      if (!isText || text === null) return;
      text += content;
      length += content.length;
      if (length > PARSING_LIMITS.textLength * 2) throw new DocumentError('too_large', 'shared strings');
    },
    close(name) {
      if (name === 'si' && text !== null) strings.push(text);
      if (name === 'rPh') isReading = false;
      if (name === 't') isText = false;
    },
  });
  return strings;
}
