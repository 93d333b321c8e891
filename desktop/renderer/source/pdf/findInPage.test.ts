import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countIn, findInPage, type Mark } from './findInPage.ts';

const marked = (items: readonly string[], marks: readonly Mark[]) =>
  marks.map(({ item, start, end }) => items[item]?.slice(start, end));

test('words are found across the items of a page, whatever spaces and hyphens it has', () => {
  const items = ['La repara-', 'ción de la ', 'acequia', ' mayor costará 48.300 euros', '. Fin'];
  const marks = findInPage(items, 'reparación de la acequia mayor costará 48.300 euros');
  expect(marked(items, marks)).toEqual(['repara', 'ción de la', 'acequia', 'mayor costará 48.300 euros']);
});

test('the marks of a sentence belong to it', () => {
  const items = ['Dijo: «¿Vienes?» Y calló.'];
  expect(marked(items, findInPage(items, '«¿Vienes?»'))).toEqual(['«¿Vienes?»']);
});

test('ligatures and decomposed accents are the same letters', () => {
  const items = ['La o\uFB01cina de Potosi\u0301'];
  expect(marked(items, findInPage(items, 'oficina de Potosí'))).toEqual(['o\uFB01cina de Potosi']);
});

test('of words that come more than once the one meant is found', () => {
  const items = ['agua y ', 'agua y agua'];
  expect(findInPage(items, 'agua', 0)).toEqual([{ item: 0, start: 0, end: 4 }]);
  expect(findInPage(items, 'agua', 2)).toEqual([{ item: 1, start: 7, end: 11 }]);
  expect(findInPage(items, 'agua', 9)).toEqual([{ item: 1, start: 7, end: 11 }]);
  expect(countIn('agua y Agua', 'AGUA')).toBe(2);
});

test('a passage that a header interrupts is found in pieces', () => {
  const items = [
    'Se acuerda reparar la acequia mayor antes',
    'Acta 12 · Página 4',
    'de que empiece el riego de primavera',
  ];
  const words = 'Se acuerda reparar la acequia mayor antes de que empiece el riego de primavera.';
  expect(marked(items, findInPage(items, words))).toEqual([items[0], items[2]]);
});

test('words that the page does not have are not pointed at', () => {
  const items = ['La asamblea aprobó la memoria anual y revisó los turnos'];
  expect(findInPage(items, 'El presupuesto de la acequia será de 48.300 euros')).toEqual([]);
  expect(findInPage(items, '')).toEqual([]);
  expect(findInPage([], 'algo')).toEqual([]);
});

test('a passage of a page is found there, however the page is cut into items', () => {
  const words = fc.array(fc.stringMatching(/^[a-zñáé]{3,9}$/), { minLength: 6, maxLength: 60 });
  fc.assert(
    fc.property(words, fc.array(fc.nat(200), { maxLength: 12 }), fc.nat(), fc.nat(), (page, cuts, a, b) => {
      const text = page.join(' ');
      const at = [0, ...cuts.map((cut) => cut % text.length).sort((x, y) => x - y), text.length];
      const items = at.slice(1).map((end, index) => text.slice(at[index], end));
      const first = a % page.length;
      const quote = page.slice(first, first + 1 + (b % 8)).join(' ');
      // Accents are put aside, so words may be found where they differ by them alone.
      const letters = (value: string) => value.replace(/ /g, '').normalize('NFD').replace(/\p{M}/gu, '');
      const found = marked(items, findInPage(items, quote)).join('');
      expect(letters(found)).toBe(letters(quote));
    }),
  );
});
