import { expect, test } from 'vitest';
import { readDocument } from '../readDocument.ts';
import { buildPdf, type PdfText, pageOf } from '../testing/buildPdf.ts';

const read = async (pdf: Buffer): Promise<string> =>
  (await readDocument('application/pdf', pdf, () => {})).text;

const column = (x: number, lines: readonly string[]): PdfText[] =>
  lines.map((text, i) => ({ text, x, y: 700 - 14 * i }));
const LEFT = Array.from({ length: 8 }, (_, i) => `Left column goes on in line ${i}`);
const RIGHT = Array.from({ length: 8 }, (_, i) => `Right column says other things ${i}`);

test('columns drawn row by row are still read one after the other, between what goes across them', async () => {
  const rows = column(72, LEFT).flatMap((text, i) => [text, ...column(320, RIGHT).slice(i, i + 1)]);
  const title = { text: 'A title that goes across both of the columns of this page', y: 740, size: 16 };
  const text = await read(buildPdf([[title, ...rows]]));
  expect(text.replace(/\s+/g, ' ')).toBe([title.text, ...LEFT, ...RIGHT].join(' '));
});

test('the rows of a table stay together', async () => {
  const rows = Array.from({ length: 8 }, (_, i) => [
    { text: `Wool number ${i}`, x: 72, y: 700 - 14 * i },
    { text: `${i},50`, x: 320, y: 700 - 14 * i },
  ]).flat();
  expect(await read(buildPdf([rows]))).toContain('Wool number 3 3,50');
});

test.each([90, 180, 270])('a page rotated by %i degrees is read as it is seen', async (degrees) => {
  const lines = ['The first line of the page', 'and the second, which ends.'];
  const [cos, sin] = [
    Math.round(Math.cos((degrees * Math.PI) / 180)),
    Math.round(Math.sin((degrees * Math.PI) / 180)),
  ];
  const turned = buildPdf([pageOf(...lines)])
    .toString('latin1')
    .replace('/MediaBox', `/Rotate ${degrees} /MediaBox`)
    .replaceAll(/ 72 (\d+) Td/g, (_, y: string) => {
      const place =
        degrees === 90
          ? `${842 - Number(y)} 72`
          : degrees === 180
            ? `523 ${842 - Number(y)}`
            : `${Number(y) - 247} 770`;
      return ` ${cos} ${sin} ${-sin} ${cos} ${place} Tm`;
    });
  expect(await read(Buffer.from(turned, 'latin1'))).toBe(lines.join(' '));
});

const body = (n: number): PdfText[] => [
  { text: `Capítulo ${n}: lo que se dice aquí`, y: 700 },
  { text: `no se dice en otra página, ${n * 7} veces.`, y: 686 },
];

test('left and right pages have headers of their own', async () => {
  const pages = Array.from({ length: 8 }, (_, i) => [
    { text: i % 2 === 0 ? 'Manual del telar' : `Los tintes ${i + 1}`, y: 810 },
    ...body(i),
  ]);
  const text = await read(buildPdf(pages));
  expect(text).not.toMatch(/Manual|tintes/);
  expect(text.match(/Capítulo \d/g)).toHaveLength(8);
});

test('the header that names the chapter and counts the pages is dropped in every chapter, set as low as TeX sets it', async () => {
  const chapters = ['Introducción', 'Los tintes', 'El telar', 'La lana'];
  const pages = Array.from({ length: 12 }, (_, i) => [
    {
      text:
        i % 3 === 0 ? `${i + 1}` : `Parte ${Math.floor(i / 3) + 1}: ${chapters[Math.floor(i / 3)]} ${i + 1}`,
      y: 780,
    },
    ...body(i),
  ]);
  const text = await read(buildPdf(pages));
  expect(text).not.toMatch(/Parte|^\d+$/m);
  expect(text.match(/Capítulo \d+/g)).toHaveLength(12);
});

test('content that comes back is kept: sections, sums, pages that repeat themselves', async () => {
  const pages = Array.from({ length: 8 }, (_, i) => [
    { text: `Artículo ${i + 1}`, y: 765 },
    { text: 'El arrendatario paga la renta.', y: 730 },
    { text: 'El arrendatario paga la renta.', y: 716 },
    { text: `Total: ${[120, 75, 310, 42, 99, 18, 640, 5][i]} euros`, y: 40 },
    { text: 'El arrendatario paga la renta.', y: 815 },
  ]);
  const text = await read(buildPdf(pages));
  expect(text.match(/Artículo \d/g)).toHaveLength(8);
  expect(text.match(/Total: \d+ euros/g)).toHaveLength(8);
  expect(text.match(/El arrendatario paga la renta\./g)).toHaveLength(24);
});

test('a title repeated as the header of all pages is kept where it is the title', async () => {
  const pages = Array.from({ length: 6 }, (_, i) => [{ text: 'Manual del telar', y: 815 }, ...body(i)]);
  pages[0]?.splice(1, 0, { text: 'Manual del telar', y: 730, size: 20 });
  expect((await read(buildPdf(pages))).match(/Manual del telar/g)).toHaveLength(1);
});

test.each([
  ['a responsibil-', 'ity of the master of the harbour', 'a responsibility of the master of the harbour'],
  ['la coloca-', 'ción de la urdimbre en el telar', 'la colocación de la urdimbre en el telar'],
  ['it is a well-', 'known fact of the art of weaving', 'it is a well-known fact of the art of weaving'],
  [
    'un método teórico-',
    'práctico de enseñar a tejer bien',
    'un método teórico-práctico de enseñar a tejer bien',
  ],
  [
    'entre los años 2019-',
    '2020 y en Castilla se tejía más',
    'entre los años 2019-2020 y en Castilla se tejía más',
  ],
  ['en Castilla-', 'La Mancha se teje menos que antes', 'en Castilla-La Mancha se teje menos que antes'],
])('“%s” goes on as it should', async (first, second, whole) => {
  expect(await read(buildPdf([pageOf(first, second)]))).toBe(whole);
});

test('how a divided word is written, the rest of the document knows best', async () => {
  const text = await read(
    buildPdf([
      pageOf(
        'The sea-lion and the long-',
        'shore men met; longshore men',
        'are no friends of the sea-',
        'lion at all.',
      ),
    ]),
  );
  expect(text).toBe(
    'The sea-lion and the longshore men met; longshore men are no friends of the sea-lion at all.',
  );
});

test('numbers stamped on scanned pages are no text layer', async () => {
  const stamps = Array.from({ length: 12 }, (_, i) => [{ text: `${i + 1}`, y: 400 }]);
  await expect(read(buildPdf(stamps))).rejects.toMatchObject({ code: 'no_text' });
});
