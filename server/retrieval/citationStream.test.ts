import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SourcePassage } from '#platform/ai/sources.ts';
import { createCitationCheck } from './citationVerifier.ts';
import { settledLength } from './claims.ts';

const passageOf = (text: string, n: number): SourcePassage => ({
  chunkId: `00000000-0000-4000-8000-00000000000${n}`,
  documentId: '00000000-0000-4000-8000-000000000009',
  fileName: 'notas.md',
  page: null,
  start: 10 * n,
  end: 10 * n + text.length,
  text,
  score: 1,
  headingPath: [],
});
const passages = [
  passageOf('El taller de Chinchero abre los martes a las 9:30.', 1),
  passageOf('La entrada cuesta 18,50 € y se paga en caja. The dock closes at noon.', 2),
];
const PARTS = [
  'El taller de Chinchero abre los martes [1]. ',
  'El taller de Chinchero abre los martes a las 9:30 y la entrada cuesta 18,50 € [1][2]. ',
  'La entrada se paga en caja. [1, 2]\n\n',
  '- La entrada cuesta 18,50 €【2】\n',
  'La entrada cuesta 19 € [2]. ',
  'Véase `a[1]` y [1](https://example.org). ',
  'The dock closes at noon [2]\n',
];

test('however an answer is split into pieces, its citations are those of the whole, and none is taken back', async () => {
  const answers = fc
    .array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(answers, fc.array(fc.nat(300), { maxLength: 8 }), async (answer, splits) => {
      const expected = await createCitationCheck(passages)(answer);
      const check = createCitationCheck(passages);
      for (const end of splits.map((at) => Math.min(at, answer.length)).sort((a, b) => a - b)) {
        const piece = answer.slice(0, end);
        const early = await check(piece.slice(0, settledLength(piece)));
        expect(expected.slice(0, early.length)).toEqual(early);
      }
      expect(await check(answer)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test('every form of a marker becomes citations, behind a whole sentence at once', async () => {
  const check = createCitationCheck(passages);
  const answer = 'La entrada cuesta 18,50 € [2]. ';
  expect(settledLength('La entrada cuesta 18,50 € [2]')).toBe(0);
  expect(settledLength(answer)).toBe(answer.length);
  for (const form of ['[2]', '[1, 2]', '[1][2]', '【2】', '[ 2 ]'])
    expect(await check(`La entrada cuesta 18,50 € ${form}.`)).toMatchObject([{ marker: 2 }]);
});

test('an answer of nothing but markers holds nobody up', async () => {
  const began = performance.now();
  await createCitationCheck(passages)('La entrada cuesta 18,50 € [2] '.repeat(13_000));
  expect(performance.now() - began).toBeLessThan(4_000);
});
