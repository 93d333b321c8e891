import { expect, test } from 'vitest';
import { embedLocally, LOCAL_EMBEDDING_DIMENSIONS } from './localEmbeddings.ts';

function similarity(left: string, right: string): number {
  const [a, b] = embedLocally([left, right]);
  let sum = 0;
  for (let i = 0; i < LOCAL_EMBEDDING_DIMENSIONS; i += 1) sum += (a?.[i] ?? 0) * (b?.[i] ?? 0);
  return sum;
}

const PAIRS: [string, string, string][] = [
  [
    '¿Cuándo abre el taller de tejido?',
    'El taller de los tejedores está abierto los martes.',
    'La lluvia cae sobre el puerto.',
  ],
  ['educacion de los ninos', 'La educación del niño', 'El precio de los barcos'],
  ['What does mooring cost?', 'The costs of a moored vessel are 18 euros.', 'Wool is dyed with cochineal.'],
  ['pilot request for vessels', 'A vessel requested its pilot', 'The harbour café sells bread'],
  ['error in invoice AB-1234', 'Invoice AB-1234 was paid twice', 'Invoice ZX-9876 was paid twice'],
  ['responsabilidad jurídica', 'las responsabilidades juridicas del tutor', 'la receta de la sopa'],
  ['telar de cinturra', 'El telar de cintura se tensa', 'La cocina de carbón se apaga'],
];

test.each(PAIRS)('"%s" is closer to "%s" than to "%s"', (question, related, unrelated) => {
  expect(similarity(question, related)).toBeGreaterThan(similarity(question, unrelated) + 0.05);
});

test('vectors are deterministic and of length one; nothing has no direction', () => {
  const [first, empty] = embedLocally(['El telar de cintura', '']);
  expect(embedLocally(['El telar de cintura'])[0]).toEqual(first);
  expect(first).toHaveLength(LOCAL_EMBEDDING_DIMENSIONS);
  expect(Math.hypot(...(first ?? []))).toBeCloseTo(1, 5);
  expect(empty?.every((value) => value === 0)).toBe(true);
});

test('a text without spaces or of one endless word is embedded like any other', () => {
  expect(Math.hypot(...(embedLocally(['x'.repeat(1_000_000)])[0] ?? []))).toBeCloseTo(1, 5);
});
