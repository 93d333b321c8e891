import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentencesOf } from './sentences.ts';

const split = (text: string): string[] => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

test.each([
  [
    'El Sr. García vive en la Avda. Mayor. ¿Y la Dra. Ruiz? ¡No!',
    ['El Sr. García vive en la Avda. Mayor.', '¿Y la Dra. Ruiz?', '¡No!'],
  ],
  [
    'It costs 3.50 euros, e.g. for Mr. Smith. He paid at 5 p.m. She left.',
    ['It costs 3.50 euros, e.g. for Mr. Smith.', 'He paid at 5 p.m.', 'She left.'],
  ],
  ['J. L. Borges nació en 1899. Murió en 1986.', ['J. L. Borges nació en 1899.', 'Murió en 1986.']],
  ['It ends here [1]. It goes on.', ['It ends here [1].', 'It goes on.']],
  ['“Is it so?” Yes.', ['“Is it so?”', 'Yes.']],
  ['una línea\nque sigue\n\nOtro párrafo', ['una línea\nque sigue', 'Otro párrafo']],
  ['Lista:\n- uno\n- dos', ['Lista:', '- uno', '- dos']],
  ['1. Primero.\n2. Segundo.', ['1. Primero.', '2. Segundo.']],
  ['# Título\nTexto.', ['# Título', 'Texto.']],
  ['Véase el art. 5 y la pág. 12. Fin', ['Véase el art. 5 y la pág. 12.', 'Fin']],
  ['Compró pan, leche, etc. Luego salió.', ['Compró pan, leche, etc.', 'Luego salió.']],
  ['', []],
])('%j is split into its sentences', (text, sentences) => {
  expect(split(text)).toEqual(sentences);
});

test('sentences cover all but white space, in order', () => {
  const text = fc
    .array(fc.constantFrom('Sr.', 'uno', '3.', '\n', '\n\n', '. ', '? ', ' ', '# x', '- ', '😀', '…'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (sample) => {
      expect(split(sample).join('').replace(/\s/g, '')).toBe(sample.replace(/\s/g, ''));
    }),
  );
});
