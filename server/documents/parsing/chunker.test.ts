import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHUNK_TOKENS, chunksOf, estimateTokens } from './chunker.ts';
import type { ChunkSpan, PageSpan } from './parsedDocument.ts';

type Chunk = ChunkSpan & { text: string };

const chunks = (text: string, pages: PageSpan[] = []): Chunk[] =>
  chunksOf({ text, pages, headings: [] }).map((chunk) => ({
    ...chunk,
    text: text.slice(chunk.start, chunk.end),
  }));

const sentence = fc.constantFrom(
  'El telar de cintura se tensa con el peso del cuerpo de la tejedora. ',
  'Mooring costs 18 euros per metre and day, e.g. for Mr. Smith. ',
  'palabra ',
  '👩‍🔬',
  '漢字仮名交じり文',
  'x'.repeat(1_600),
  `${'😀'.repeat(500)} `,
);
const paragraph = fc.array(sentence, { minLength: 1, maxLength: 25 }).map((parts) => parts.join(''));
const block = fc.oneof(
  paragraph,
  fc.constantFrom(
    '# Título',
    '## Tintes y lanas',
    'Harbour\n=======',
    '```\ncode\n\nmore\n```',
    '```\nnever closed',
    '\t \n',
  ),
  fc
    .array(paragraph, { minLength: 1, maxLength: 4 })
    .map((items) => items.map((item) => `- ${item}`).join('\n')),
  fc
    .array(paragraph, { minLength: 1, maxLength: 4 })
    .map((rows) => rows.map((row) => `| ${row} | 2 |`).join('\n')),
);
const markdown = fc.array(block, { maxLength: 12 }).map((blocks) => blocks.join('\n\n'));
const anyText = fc.oneof(
  markdown,
  fc.string({ unit: 'grapheme', maxLength: 3_000 }),
  fc.string({ unit: 'binary', maxLength: 500 }).map((text) => text.toWellFormed()),
);

function promises(text: string, pages: PageSpan[] = []): void {
  const found = chunks(text, pages);
  let end = 0;
  const broken = found.filter((chunk, index) => {
    const gap = text.slice(end, chunk.start);
    end = chunk.end;
    return (
      gap.trim() !== '' ||
      chunk.index !== index ||
      chunk.text.trim() === '' ||
      estimateTokens(chunk.text) > CHUNK_TOKENS.max + 5 ||
      !chunk.text.isWellFormed()
    );
  });
  expect(broken).toEqual([]);
  expect(text.slice(end).trim()).toBe('');
}

test('chunks cover any text at exact offsets within the budget and never split a character', () => {
  expect(fc.check(fc.property(anyText, (text) => promises(text)))).toMatchObject({ failed: false });
});

test('no chunk reaches over a page', () => {
  const paged = fc.array(markdown, { minLength: 1, maxLength: 5 }).map((parts) => {
    let text = '';
    const pages = parts.map((part, i) => {
      if (text !== '' && part !== '') text += '\n\n';
      const start = text.length;
      text += part;
      return { page: i + 1, start, end: text.length };
    });
    return { text, pages };
  });
  fc.assert(
    fc.property(paged, ({ text, pages }) => {
      promises(text, pages);
      const astray = chunks(text, pages).filter((chunk) => {
        const page = pages.find((span) => span.page === chunk.page);
        return page === undefined || chunk.start < page.start || chunk.end > page.end;
      });
      expect(astray).toEqual([]);
    }),
  );
});

test('chunks know their headings and begin with them', () => {
  const found = chunks('# Manual\n\nUno.\n\n## Tintes\n\nDos.\n\nTres.\n\n# Fin\n\nCuatro.');
  expect(found.map(({ headingPath, text }) => [headingPath, text])).toEqual([
    [['Manual'], '# Manual\n\nUno.'],
    [['Manual', 'Tintes'], '## Tintes\n\nDos.\n\nTres.'],
    [['Fin'], '# Fin\n\nCuatro.'],
  ]);
});

test('headings that only the layout shows count as well', () => {
  const text = 'Tintes\n\nLa cochinilla da rojo.\n\nLanas\n\nDe alpaca.';
  const headings = [
    { level: 1, start: 0, end: 6 },
    { level: 1, start: 32, end: 37 },
  ];
  expect(chunksOf({ text, pages: [], headings }).map(({ headingPath }) => headingPath)).toEqual([
    ['Tintes'],
    ['Lanas'],
  ]);
});

test('rows cut off from the first line of their table know the headings of its columns', () => {
  const rows = Array.from({ length: 80 }, (_, i) => `| lana ${i} | ${i},50 € | almacén |`);
  const found = chunks(
    `# Lanas\n\n| Nombre | Precio | Lugar |\n| --- | --- | --- |\n${rows.join('\n')}\n\nFin.`,
  );
  expect(found.length).toBeGreaterThan(3);
  expect(found[0]?.headingPath).toEqual(['Lanas', 'Nombre | Precio | Lugar']);
  expect(found.at(-1)?.headingPath).toEqual(['Lanas', 'Nombre | Precio | Lugar']);
  for (const { text } of found.slice(1)) expect(text.startsWith('| lana ')).toBe(true);
});

test('the same text gives the same chunks, whatever their headings', () => {
  const table = '| Nombre | Precio |\n| --- | --- |\n| lana | 2 |';
  fc.assert(
    fc.property(markdown, (text) => {
      const whole = `${text}\n\n${table}`;
      promises(whole);
      expect(chunks(whole)).toEqual(chunks(whole));
    }),
  );
});

test('long prose is cut between sentences', () => {
  const long = 'La urdimbre se prepara con lana de alpaca hilada en sentido horario. '.repeat(60);
  const found = chunks(long);
  expect(found.length).toBeGreaterThan(3);
  for (const chunk of found) expect(chunk.text.endsWith('horario.')).toBe(true);
});

test('a megabyte is divided in well under a second', () => {
  const started = performance.now();
  chunks('Una frase más, con su coma y su punto. '.repeat(25_000));
  expect(performance.now() - started).toBeLessThan(3_000);
});
