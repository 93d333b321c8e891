import { expect, test } from 'vitest';
import { readDocument } from '../readDocument.ts';
import { buildXlsx } from '../testing/buildOffice.ts';

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const read = async (...book: Parameters<typeof buildXlsx>): Promise<string> =>
  (await readDocument(TYPE, buildXlsx(...book), () => {})).text;

const s = (reference: string, index: number): string => `<c r="${reference}" t="s"><v>${index}</v></c>`;
const n = (reference: string, value: number, style = 0): string =>
  `<c r="${reference}" s="${style}"><v>${value}</v></c>`;
const STYLES =
  '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;€&quot;"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>' +
  '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs>';

test('each row says its values by the headings of its columns, as a person sees them', async () => {
  const rows =
    `<row r="1">${s('A1', 0)}</row><row r="3">${s('A3', 1)}${s('B3', 2)}${s('D3', 3)}${s('E3', 4)}</row>` +
    `<row r="4">${s('A4', 5)}${n('B4', 45_366, 1)}${n('D4', 0.215, 2)}${n('E4', 1_234.5, 3)}</row>` +
    `<row r="5"><c r="A5" t="inlineStr"><is><t>Lino</t></is></c>${n('B5', 45_366, 4)}${n('E5', 0.1 + 0.2)}</row>`;
  const strings = ['Ventas de lana', 'Producto', 'Fecha', 'Margen', 'Precio', 'Alpaca &amp; llama'];
  expect(await read([{ name: 'Año 2024', rows }], { strings, styles: STYLES })).toBe(
    'Año 2024\n\nVentas de lana\n\n' +
      '- Producto: Alpaca & llama; Fecha: 15/03/2024; Margen: 22%; Precio: 1,234.50 €\n' +
      '- Producto: Lino; Fecha: 2024-03-15; Precio: 0.3',
  );
});

test('several sheets are headings of their own; hidden ones are not read', async () => {
  const sheet = (name: string, state?: string) => ({
    name,
    ...(state === undefined ? {} : { state }),
    rows: `<row r="1"><c r="A1" t="str"><v>texto de ${name}</v></c></row>`,
  });
  expect(await read([sheet('Uno'), sheet('Oculta', 'hidden'), sheet('Dos')])).toBe(
    'Uno\n\ntexto de Uno\n\nDos\n\ntexto de Dos',
  );
});

test('dates of 1904 books, truth values and errors show as in Excel', async () => {
  const rows = `<row r="1">${n('A1', 43_904, 1)}<c r="B1" t="b"><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c></row>`;
  expect(await read([{ name: 'H', rows }], { styles: STYLES, workbook: '<workbookPr date1904="1"/>' })).toBe(
    'H\n\n- 15/03/2024; TRUE; #N/A',
  );
});

test('a sheet of a million small cells that share a long text is too large, and no others', async () => {
  const rows = `<row>${'<c t="s"><v>0</v></c>'.repeat(3_000)}</row>`;
  await expect(read([{ name: 'H', rows }], { strings: ['x'.repeat(10_000)] })).rejects.toMatchObject({
    code: 'too_large',
  });
});
