import { expect, test } from 'vitest';
import { isOwnTask } from './ownTask.ts';

test.each([
  'Write a poem about rain',
  'Please write me a short poem about the sea.',
  'Escribe un poema sobre la lluvia',
  'Cuéntame un chiste de gatos',
  'Tell me a joke',
  'Hazme una canción de cumpleaños',
  '¿Cuánto es 12 * 7?',
  '3 + 4',
])('no document has it: %s', (text) => {
  expect(isOwnTask(text)).toBe(true);
});

test.each([
  'Write a summary of the contract',
  'Escribe un poema según el informe de lluvias',
  '¿Qué poema cita el acta?',
  '¿Cuánto es la fianza?',
  'What does mooring cost?',
  'Dime qué receta lleva cochinilla en mis documentos',
  'Which recipe needs flour?',
  '¿Cuánto cuesta el plan 2024-25?',
])('a document may have it: %s', (text) => {
  expect(isOwnTask(text)).toBe(false);
});
