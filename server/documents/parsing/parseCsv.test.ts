import { expect, test } from 'vitest';
import { readDocument } from './readDocument.ts';

const read = async (content: string | Buffer): Promise<string> =>
  (await readDocument('text/csv', Buffer.from(content), () => {})).text;

test.each([
  ['semicolons', 'Producto;Precio\nAlpaca;12,50\nLino;8,00\n'],
  ['commas and quotes', 'Producto,Precio\r\nAlpaca,"12,50"\r\nLino,"8,00"\r\n'],
  ['tabs', 'Producto\tPrecio\nAlpaca\t12,50\nLino\t8,00'],
  ['Windows-1252', Buffer.from('Producto;Precio\nAlpaca;12,50\nLino;8,00\n', 'latin1')],
  ['UTF-16', Buffer.from('\ufeffProducto;Precio\nAlpaca;12,50\nLino;8,00\n', 'utf16le')],
])('rows separated by %s say their values by their headings', async (_, content) => {
  expect(await read(content)).toBe('- Producto: Alpaca; Precio: 12,50\n- Producto: Lino; Precio: 8,00');
});

test('values may hold quotes and line ends; empty ones are left out', async () => {
  expect(await read('a,b,c\n"dijo ""sí""\ny se fue",,3\n')).toBe('- a: dijo "sí" y se fue; c: 3');
});

test('rows without headings are read as they are', async () => {
  expect(await read('1,2\n3,4\n')).toBe('- 1; 2\n- 3; 4');
});

test('a large table does not repeat its headings in the text; its chunks know them', async () => {
  const heading = 'a long name of a column, '.repeat(3).slice(0, 75);
  const row = '1;2;3;4;5;6;7;8';
  const content = `${Array.from({ length: 8 }, (_, i) => `${heading}${i}`).join(';')}\n${`${row}\n`.repeat(12_000)}`;
  const { text, chunks } = await readDocument('text/csv', Buffer.from(content), () => {});
  expect(text.length).toBeLessThan(content.length * 3);
  const last = chunks.at(-1);
  expect(text.slice(last?.start, last?.end)).not.toContain('column');
  expect(last?.headingPath.join(' ')).toContain(heading);
});

test('a table of hundreds of thousands of rows is read', async () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => `Lana número ${i};${i % 97};Nave ${i % 7}`);
  const content = Buffer.from(`Producto;Existencias;Almacén\n${rows.join('\n')}`);
  const { text } = await readDocument('text/csv', content, () => {});
  expect(text.slice(-40)).toContain('| Lana número 199999 | 82 | Nave ');
});

test('a table far too long is refused before its rows are read', async () => {
  await expect(read('Producto;Precio\nAlpaca;12,50\n'.repeat(900_000))).rejects.toMatchObject({
    code: 'too_large',
  });
});
