import { expect, test } from 'vitest';
import { topicsOf } from './topics.ts';

const MINUTES = `Acta de la asamblea

La comunidad aprobó la memoria. Los presupuestos se revisaron.

Presupuesto de la acequia mayor

La reparación de la acequia mayor costará 48.300 euros. Hay dos presupuestos más.

Nombramientos

Se nombra presidenta a Remedios Quispe Mamani.`;

test('a heading is a topic only if its words come back in a sentence', () => {
  const topics = topicsOf(MINUTES, 5);
  expect(topics[0]).toBe('Presupuesto de la acequia mayor');
  expect(topics).not.toContain('Nombramientos');
});

test('names are topics, whole', () => {
  expect(topicsOf(MINUTES, 5)).toContain('Remedios Quispe Mamani');
});

test('without headings and names the words that a text repeats are its topics', () => {
  expect(topicsOf('the looms stand here.\nan old handloom, a new handloom.', 2)).toEqual(['handloom']);
});

test('a text that offers nothing gives nothing', () => {
  expect(topicsOf('', 3)).toEqual([]);
  expect(topicsOf('1 2 3\n4 5 6', 3)).toEqual([]);
});
