import { buildZip, type ZipPart } from './buildZip.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const CONTENT_TYPES = { name: '[Content_Types].xml', content: `${XML}<Types/>` };

/** A Word document around the XML of its body. */
export function buildDocx(body: string, parts: Partial<DocxParts> = {}): Buffer {
  return buildZip(docxParts(body, parts));
}

type DocxParts = { styles: string; numbering: string; footnotes: string };

/** The parts of a Word document, to be tampered with. */
export function docxParts(body: string, parts: Partial<DocxParts> = {}): ZipPart[] {
  const related = Object.entries(parts);
  return [
    CONTENT_TYPES,
    { name: '_rels/.rels', content: relationships([['officeDocument', 'word/document.xml']]) },
    {
      name: 'word/document.xml',
      content: `${XML}<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`,
    },
    {
      name: 'word/_rels/document.xml.rels',
      content: relationships(related.map(([name]) => [name, `${name}.xml`])),
    },
    ...related.map(([name, content]) => ({
      name: `word/${name}.xml`,
      content: `${XML}<w:${name} xmlns:w="${WORD}">${content}</w:${name}>`,
    })),
  ];
}

/** A paragraph of a Word document, its properties before its text. */
export function paragraph(text: string, properties = ''): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export type SheetXml = { name: string; rows: string; state?: string };

/** An Excel workbook around the XML of the rows of its sheets. */
export function buildXlsx(
  sheets: readonly SheetXml[],
  {
    strings = [],
    styles = '',
    workbook = '',
  }: { strings?: string[]; styles?: string; workbook?: string } = {},
): Buffer {
  const list = sheets
    .map(
      ({ name, state = 'visible' }, i) =>
        `<sheet name="${name}" sheetId="${i + 1}" state="${state}" r:id="s${i}"/>`,
    )
    .join('');
  const shared = strings.map((text) => `<si><t>${text}</t></si>`).join('');
  return buildZip([
    CONTENT_TYPES,
    { name: '_rels/.rels', content: relationships([['officeDocument', '/xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: `${XML}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}">${workbook}<sheets>${list}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships([
        ...sheets.map((_, i): [string, string, string] => ['worksheet', `worksheets/sheet${i}.xml`, `s${i}`]),
        ['sharedStrings', 'sharedStrings.xml'],
        ['styles', 'styles.xml'],
      ]),
    },
    { name: 'xl/sharedStrings.xml', content: `${XML}<sst xmlns="${SHEET}">${shared}</sst>` },
    { name: 'xl/styles.xml', content: `${XML}<styleSheet xmlns="${SHEET}">${styles}</styleSheet>` },
    ...sheets.map(({ rows }, i) => ({
      name: `xl/worksheets/sheet${i}.xml`,
      content: `${XML}<worksheet xmlns="${SHEET}"><sheetData>${rows}</sheetData></worksheet>`,
    })),
  ]);
}

function relationships(targets: readonly (readonly [type: string, target: string, id?: string])[]): string {
  const list = targets
    .map(
      ([type, target, id = `r${type}`]) =>
        `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`,
    )
    .join('');
  return `${XML}<Relationships xmlns="${RELATIONSHIPS}">${list}</Relationships>`;
}
