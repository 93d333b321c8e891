import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DocumentError, type DocumentType, type ParsedDocument } from './parsedDocument.ts';
import { type ParseOptions, parseFile } from './parseFile.ts';
import { buildPdf, pageOf } from './testing/buildPdf.ts';

let folder = '';
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kipux-parsing-'));
});
afterAll(async () => rm(folder, { recursive: true }));

async function parsed(
  content: string | Uint8Array,
  mimeType: DocumentType = 'application/pdf',
  options: Partial<ParseOptions> = {},
): Promise<ParsedDocument> {
  count += 1;
  const file = path.join(folder, String(count));
  await writeFile(file, content);
  return parseFile({ path: file, mimeType, ...options });
}

/** How reading it failed, or the text that was read all the same. */
async function failureOf(content: string | Uint8Array, options: Partial<ParseOptions> = {}): Promise<string> {
  const { mimeType = 'application/pdf', ...rest } = options;
  return parsed(content, mimeType, rest).then(
    ({ text }) => `read: ${text.slice(0, 100)}`,
    (error: unknown) => (error instanceof DocumentError ? error.code : String(error)),
  );
}

test('a PDF gives its text with accents, page by page, at exact offsets', async () => {
  const { text, pages, pageCount } = await parsed(
    buildPdf([
      pageOf('El taller de Chinchero abre los martes', 'a las nueve y media; cuesta 18 €.'),
      pageOf('La cochinilla da un rojo intenso.', '', '¿Y el añil? Azul.'),
    ]),
  );
  expect(pageCount).toBe(2);
  expect(pages.map(({ start, end }) => text.slice(start, end))).toEqual([
    'El taller de Chinchero abre los martes a las nueve y media; cuesta 18 €.',
    'La cochinilla da un rojo intenso.\n\n¿Y el añil? Azul.',
  ]);
});

test('words divided at the end of a line are mended', async () => {
  const { text } = await parsed(
    buildPdf([pageOf('The responsibil-', 'ity lies with the harbour master of the town.')]),
  );
  expect(text).toBe('The responsibility lies with the harbour master of the town.');
});

test('headers and footers that come back on every page are dropped', async () => {
  const page = (n: number, body: string) => [
    { text: 'Manual del telar', y: 820, size: 9 },
    { text: body, y: 600 },
    { text: `Página ${n} de 3`, y: 30, size: 9 },
  ];
  const { text } = await parsed(
    buildPdf([page(1, 'Primera parte.'), page(2, 'Segunda parte.'), page(3, 'Tercera.')]),
  );
  expect(text).toBe('Primera parte.\n\nSegunda parte.\n\nTercera.');
});

test('columns are read one after the other', async () => {
  const { text } = await parsed(
    buildPdf([
      [
        { text: 'Left begins here', y: 700 },
        { text: 'and ends here.', y: 686 },
        { text: 'Right begins there', x: 320, y: 700 },
        { text: 'and ends there.', x: 320, y: 686 },
      ],
    ]),
  );
  expect(text).toBe('Left begins here and ends here.\n\nRight begins there and ends there.');
});

test('a line set larger than the text is a heading', async () => {
  const { text, chunks } = await parsed(
    buildPdf([
      [
        { text: 'Tintes', y: 780, size: 18 },
        ...pageOf('', '', '', 'La cochinilla da un rojo intenso con alumbre.'),
      ],
    ]),
  );
  expect(text).toBe('Tintes\n\nLa cochinilla da un rojo intenso con alumbre.');
  expect(chunks.map(({ headingPath, page }) => [headingPath, page])).toEqual([[['Tintes'], 1]]);
});

test('Markdown is kept as it is, in NFC with plain line ends', async () => {
  const { chunks, ...rest } = await parsed('\ufeff# Ti\u0301tulo\r\n\r\nuno\rdos\u0007', 'text/markdown');
  expect(chunks).toEqual([{ index: 0, start: 0, end: 17, page: null, headingPath: ['Título'] }]);
  expect(rest).toEqual({ text: '# Título\n\nuno\ndos', pages: [], pageCount: null });
});

test.each([
  ['UTF-16 little endian', Buffer.from('\ufeffcañón', 'utf16le')],
  ['UTF-16 big endian', Buffer.from('\ufeffcañón', 'utf16le').swap16()],
  ['UTF-8', Buffer.from('cañón')],
  ['Windows-1252', Buffer.from('cañón', 'latin1')],
])('plain text in %s is read', async (_, bytes) => {
  expect((await parsed(bytes, 'text/plain')).text).toBe('cañón');
});

test('case 57: an encrypted PDF says so', async () => {
  const encrypt =
    `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >> ` +
    `/ID [<${'01'.repeat(16)}> <${'01'.repeat(16)}>]`;
  expect(await failureOf(buildPdf([pageOf('secret')], { trailer: encrypt }))).toBe('encrypted');
});

test('case 57: a PDF without a text layer says so', async () => {
  expect(await failureOf(buildPdf([[], []]))).toBe('no_text');
});

test('case 57: a truncated PDF is damaged, or what is left of it is read', async () => {
  const whole = buildPdf([pageOf('first page'), pageOf('second page')]);
  expect(await failureOf(whole.subarray(0, 60))).toBe('damaged');
  expect(await failureOf(whole.subarray(0, whole.length - 20))).toMatch(/^read: first page/);
  expect(await failureOf('%PDF-1.7\nnothing of the kind')).toBe('damaged');
});

test('case 57: a PDF of 100,000 pages is refused', async () => {
  expect(await failureOf(buildPdf(Array.from({ length: 100_000 }, (_, n) => pageOf(`page ${n}`))))).toBe(
    'too_large',
  );
}, 40_000);

test('case 57: page trees that bite their tail, lying lengths and scripts end nothing but themselves', async () => {
  const pdf = buildPdf([pageOf('harmless')]).toString('latin1');
  const loop = pdf.replace('/Kids [4 0 R]', '/Kids [2 0 R]');
  const lying = pdf.replace(/\/Length \d+/, '/Length 1073741824');
  const scripted = pdf.replace(
    '/Type /Catalog',
    '/Type /Catalog /OpenAction << /S /JavaScript /JS (while(1){}) >>',
  );
  const deep = pdf.replace(
    '/Type /Catalog',
    `/Type /Catalog /Deep ${'['.repeat(200_000)}${']'.repeat(200_000)}`,
  );
  const limits = { timeMs: 8_000 };
  for (const hostile of [loop, lying, scripted, deep]) {
    expect(await failureOf(Buffer.from(hostile, 'latin1'), { limits })).toMatch(
      /^(read: harmless|damaged|no_text|too_large)$/,
    );
  }
}, 40_000);

test('case 57: a stream that unpacks to gigabytes is stopped', async () => {
  const bomb = deflateSync(Buffer.alloc(300_000_000, 'BT (a) Tj ET '), { level: 9 });
  const plain = buildPdf([[{ text: 'PLACE', y: 700 }]]).toString('latin1');
  const packed = plain.replace(
    /<< \/Length \d+ >>\nstream\n[^]*?\nendstream/,
    () => `<< /Length ${bomb.length} /Filter /FlateDecode >>\nstream\n${bomb.toString('latin1')}\nendstream`,
  );
  const limits = { timeMs: 6_000, heapMb: 128, memoryMb: 400 };
  expect(await failureOf(Buffer.from(packed, 'latin1'), { limits })).toMatch(/^(too_large|took_too_long)$/);
}, 20_000);

test('a parser that takes too long is killed', async () => {
  const pdf = buildPdf(Array.from({ length: 2_000 }, () => pageOf('text')));
  expect(await failureOf(pdf, { limits: { timeMs: 200 } })).toBe('took_too_long');
});

test('a cancelled reading ends with the reason of its signal', async () => {
  const controller = new AbortController();
  const reading = failureOf(buildPdf(Array.from({ length: 2_000 }, () => pageOf('text'))), {
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(new Error('no longer wanted')), 100);
  expect(await reading).toBe('Error: no longer wanted');
});

test.each([
  ['', 'text/plain', 'empty'],
  [' \n\t\n', 'text/plain', 'empty'],
  ['', 'application/pdf', 'empty'],
  [Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), 'text/plain', 'unsupported'],
] as const)('a file that holds nothing to read says so (%#)', async (content, mimeType, code) => {
  expect(await failureOf(content, { mimeType })).toBe(code);
});

test('a text longer than the limit is too large', async () => {
  expect(await failureOf('a'.repeat(12_000_001), { mimeType: 'text/plain' })).toBe('too_large');
});
