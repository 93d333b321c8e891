import { expect, test } from 'vitest';
import type { SourcePassage } from '#platform/ai/sources.ts';
import { createCitationCheck } from './citationVerifier.ts';
import { claimsOf } from './claims.ts';

const TEXT = `# Puerto

El taller de Chinchero abre los martes a las 9:30. No abre los lunes. La entrada cuesta 18,50 € y se paga en caja.
La cochinilla da un rojo intenso cuando se mezcla con alumbre; con limón vira al naranja.

Vessels longer than forty metres must request a pilot two hours before arrival. Mooring on the north quay costs 18 euros per metre. The fuel dock does not open on Sundays. María Ruiz signed order AB-1234 in March 2024.`;

const OFFSET = 100;
const document = `${'.'.repeat(OFFSET)}${TEXT}`;
const passage: SourcePassage = {
  chunkId: '00000000-0000-4000-8000-000000000001',
  documentId: '00000000-0000-4000-8000-000000000002',
  fileName: 'manual.md',
  page: 3,
  start: OFFSET,
  end: OFFSET + TEXT.length,
  text: TEXT,
  score: 1,
  headingPath: ['Puerto'],
};

const verified = (answer: string) => createCitationCheck([passage])(answer);

test.each([
  'El taller de Chinchero abre los martes [1].',
  'Los martes a las 9:30 abre el taller de Chinchero. [1]',
  'El taller no abre los lunes [1].',
  'La entrada cuesta 18,5 € [1].',
  'Según el manual, la cochinilla da un rojo intenso si se mezcla con alumbre [1].',
  'Con limón, la cochinilla vira al naranja [1].',
  'Vessels of more than forty metres must request a pilot two hours before arrival [1].',
  'Vessels longer than 40 metres request a pilot 2 hours before arriving [1].',
  'Mooring on the north quay costs 18 euros per metre [1].',
  'The fuel dock is not open on Sundays [1].',
  'Order AB-1234 was signed by María Ruiz in March 2024 [1].',
  '- **María Ruiz** signed the order AB-1234 [1]',
])('borne out: %s', async (answer) => {
  const [citation, ...others] = await verified(answer);
  expect(others).toEqual([]);
  expect(citation).toMatchObject({ marker: 1, page: 3, fileName: 'manual.md' });
  expect(document.slice(citation?.start, citation?.end)).toBe(citation?.quote);
  expect(citation?.quote.length).toBeLessThan(200);
});

test.each([
  'El taller de Chinchero abre los jueves [1].',
  'El taller de Pisac abre los martes [1].',
  'El taller de Chinchero no abre los martes [1].',
  'El taller abre los lunes [1].',
  'El taller abre los martes a las 10:30 [1].',
  'La entrada cuesta 19,50 € [1].',
  'La entrada cuesta 1850 € [1].',
  'Vessels longer than fifty metres must request a pilot two hours before arrival [1].',
  'Vessels longer than forty metres must request a pilot two hours after arrival [1].',
  'Vessels longer than forty metres need not request a pilot two hours before arrival [1].',
  'Vessels shorter than forty metres must request a pilot two hours before arrival [1].',
  'Mooring on the south quay costs 18 euros per metre [1].',
  'The fuel dock opens on Sundays [1].',
  'Order AB-1235 was signed by María Ruiz in March 2024 [1].',
  'Order AB-1234 was signed by Marta Ruiz in March 2024 [1].',
  'Order AB-1234 was signed by María Ruiz in May 2024 [1].',
  'Order AB-1234 was signed by María Ruiz in March 2023 [1].',
  'Los astronautas llegaron a la estación espacial [1].',
  'Sí [1].',
  'El taller de Chinchero abre los martes [2].',
  '[1]',
])('not borne out: %s', async (answer) => {
  expect(await verified(answer)).toEqual([]);
});

test('each marker stands for its own part of a sentence', () => {
  expect(
    claimsOf(
      'Abre los martes [1] y cuesta 18,50 € [2]. Otra cosa. Vira al naranja. [3][4]\n\n1. Uno [5, 6].\n[7] x',
    ).map(({ marker, text }) => [marker, text]),
  ).toEqual([
    [1, 'Abre los martes'],
    [2, 'y cuesta 18,50 €'],
    [3, 'Vira al naranja.'],
    [4, 'Vira al naranja.'],
    [5, 'Uno'],
    [6, 'Uno'],
    [7, 'Uno.'],
  ]);
});

test('half of two altered claims in one sentence keeps its citation', async () => {
  const cited = await verified(
    'La entrada cuesta 18,50 € [1] y el taller de Chinchero abre los viernes [1].',
  );
  expect(cited.map(({ quote }) => quote)).toEqual(['La entrada cuesta 18,50 € y se paga en caja.']);
});

test('each occurrence that is borne out has its citation at its place, the others have none', async () => {
  const answer =
    'La entrada cuesta 18,50 € [1]. Cuesta 20 € [1]. La entrada cuesta 18,50 € 【1, 2】.\n\n`abre los martes [1]`';
  const places = (await verified(answer)).map(({ marker, contentOffset }) => [marker, contentOffset]);
  expect(places).toEqual([
    [1, answer.indexOf('[1]')],
    [1, answer.indexOf('【')],
  ]);
});
