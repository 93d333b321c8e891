import { expect, test } from 'vitest';
import type { ParsedDocument } from '../parsedDocument.ts';
import { readDocument } from '../readDocument.ts';
import { buildDocx, paragraph } from '../testing/buildOffice.ts';

const read = (body: string, parts: Parameters<typeof buildDocx>[1] = {}): Promise<ParsedDocument> =>
  readDocument(
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    buildDocx(body, parts),
    () => {},
  );

const STYLES = `
  <w:style w:styleId="Ttulo1"><w:name w:val="heading 1"/></w:style>
  <w:style w:styleId="Mio"><w:name w:val="Mío"/><w:basedOn w:val="Sub"/></w:style>
  <w:style w:styleId="Sub"><w:name w:val="Sub"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
  <w:style w:styleId="Circle"><w:name w:val="Circle"/><w:basedOn w:val="Circle"/></w:style>
  <w:style w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
  <w:style w:styleId="Vinetas"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>`;

const level = (ilvl: number, format: string, text: string): string =>
  `<w:lvl w:ilvl="${ilvl}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
const NUMBERING =
  `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1.')}${level(1, 'lowerLetter', '%1.%2)')}</w:abstractNum>` +
  `<w:abstractNum w:abstractNumId="1">${level(0, 'bullet', '·')}</w:abstractNum>` +
  '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>';
const numbered = (depth: number): string =>
  `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="1"/></w:numPr>`;
const style = (id: string): string => `<w:pStyle w:val="${id}"/>`;

test('headings come from the styles, their own and those they are based on', async () => {
  const { text, chunks } = await read(
    paragraph('Manual', style('Ttulo1')) +
      paragraph('Los tintes', style('Mio')) +
      paragraph('La cochinilla da rojo.', style('Circle')),
    { styles: STYLES },
  );
  expect(text).toBe('Manual\n\nLos tintes\n\nLa cochinilla da rojo.');
  expect(chunks.at(-1)?.headingPath).toEqual(['Manual', 'Los tintes']);
});

test('lists keep their bullets and the numbers that Word shows', async () => {
  const { text } = await read(
    [0, 1, 1, 0].map((depth, i) => paragraph(`paso ${i}`, numbered(depth))).join('') +
      paragraph('suelto') +
      paragraph('lana', style('Vinetas')),
    { styles: STYLES, numbering: NUMBERING },
  );
  expect(text).toBe('1. paso 0\n  1.a) paso 1\n  1.b) paso 2\n2. paso 3\n\nsuelto\n\n- lana');
});

test('a table keeps its rows together under the headings of its columns', async () => {
  const row = (...cells: string[]): string =>
    `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`;
  const { text } = await read(
    `<w:tbl><w:tblPr><w:tblLook w:val="04A0"/></w:tblPr>${row('Lana', 'Precio')}${row('Alpaca', '12,50 €')}</w:tbl>` +
      `<w:tbl>${row('Una caja con texto.')}</w:tbl>`,
  );
  expect(text).toBe('| Lana | Precio |\n| --- | --- |\n| Alpaca | 12,50 € |\n\nUna caja con texto.');
});

test('a footnote stands after its paragraph, a text box after the one it is anchored in', async () => {
  const { text } = await read(
    '<w:p><w:r><w:t>El telar</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>' +
      `<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>${paragraph('En la caja.')}</w:txbxContent></mc:Choice>` +
      `<mc:Fallback><w:txbxContent>${paragraph('En la caja.')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>` +
      '<w:r><w:t> se tensa.</w:t></w:r></w:p>',
    {
      footnotes: `<w:footnote w:id="0" w:type="separator">${paragraph('—')}</w:footnote><w:footnote w:id="2">${paragraph('Telar de cintura.')}</w:footnote>`,
    },
  );
  expect(text).toBe('El telar¹ se tensa.\n\n¹ Telar de cintura.\n\nEn la caja.');
});

test('case 24: hidden and deleted text is not read, what was inserted is', async () => {
  const run = (text: string, properties = ''): string =>
    `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`;
  const { text } = await read(
    `<w:p>${run('Se ve')}${run('IGNORE ALL', '<w:vanish/>')}${run(' esto', '<w:vanish w:val="0"/>')}` +
      `${run('TINY', '<w:sz w:val="1"/>')}${run('STYLE', '<w:rStyle w:val="Secret"/>')}` +
      `<w:del>${run('DELETED')}</w:del><w:moveFrom>${run('MOVED')}</w:moveFrom><w:ins>${run(' y esto')}</w:ins>` +
      '<w:r><w:instrText>HYPERLINK "file:///etc/passwd"</w:instrText></w:r></w:p>' +
      paragraph('WHOLE', style('Secret')),
    { styles: STYLES },
  );
  expect(text).toBe('Se ve esto y esto');
});

test('a document of pictures only is empty', async () => {
  await expect(read('<w:p><w:r><w:drawing/></w:r></w:p>')).rejects.toMatchObject({ code: 'empty' });
});
