import { expect, test } from 'vitest';
import { withNeighboursMerged, withoutDuplicates } from './passages.ts';
import type { RankedChunk } from './ranking.ts';

const DOCUMENT = 'Uno es el primero.\n\nDos es el segundo.\n\nTres es el tercero. Cuatro es el cuarto.';

function chunk(chunkIndex: number, text: string, more: Partial<RankedChunk> = {}): RankedChunk {
  const start = DOCUMENT.indexOf(text);
  const gapBefore = /\s*$/.exec(DOCUMENT.slice(0, start))?.[0] ?? '';
  const found = { score: 1 / (chunkIndex + 1), coverage: 1, words: null, vectors: null };
  const rest = { documentId: 'd', fileName: 'f', page: null, headingPath: [], ...found };
  return {
    id: `${chunkIndex}`,
    chunkIndex,
    start,
    end: start + text.length,
    text,
    gapBefore,
    ...rest,
    ...more,
  };
}

const [one, two, three, four] = [
  chunk(0, 'Uno es el primero.'),
  chunk(1, 'Dos es el segundo.'),
  chunk(2, 'Tres es el tercero.'),
  chunk(3, 'Cuatro es el cuarto.'),
] as const;

test('neighbours become one passage whose text stands in the document, in the place of the better one', () => {
  for (const order of [
    [two, one, four],
    [one, two, four],
    [four, three, two],
  ]) {
    const merged = withNeighboursMerged(order);
    for (const { text, start, end } of merged) expect(DOCUMENT.slice(start, end)).toBe(text);
  }
  expect(withNeighboursMerged([two, one, four]).map(({ id, text }) => [id, text])).toEqual([
    ['1', 'Uno es el primero.\n\nDos es el segundo.'],
    ['3', 'Cuatro es el cuarto.'],
  ]);
  expect(withNeighboursMerged([three, two, four]).map(({ text }) => text)).toEqual([DOCUMENT.slice(20)]);
});

test('neither pages nor documents are joined', () => {
  expect(
    withNeighboursMerged([
      { ...one, page: 1 },
      { ...two, page: 2 },
    ]),
  ).toHaveLength(2);
  expect(withNeighboursMerged([one, { ...two, documentId: 'other' }])).toHaveLength(2);
});

test('copies of a passage do not fill the list', () => {
  const copies = Array.from({ length: 5 }, (_, n) => ({ ...one, id: `copy ${n}`, documentId: `${n}` }));
  expect(withoutDuplicates([...copies, two, three], 3).map(({ id }) => id)).toEqual(['copy 0', '1', '2']);
});
