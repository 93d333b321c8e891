import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectLanguage } from './language.ts';
import { stem, stemVariants } from './stem.ts';
import { indexTerms } from './terms.ts';
import { canonicalNumber, fold, words } from './words.ts';

test('accents and case do not tell words apart', () => {
  expect(fold('Él')).toBe('el');
  expect(fold('AÑO')).toBe('ano');
  expect(fold('Übergröße')).toBe('ubergrosse');
  expect(fold('e\u0301')).toBe('e');
});

test('words keep their exact place, also beside emoji', () => {
  const text = '👩‍🔬 El telar (AB-1234) costó 1.234,50 € a las 9:30; «don’t» e-mail';
  for (const word of words(text)) expect(text.slice(word.start, word.end).toLowerCase()).toBe(word.text);
  expect(words(text).map((word) => word.folded)).toEqual([
    'el',
    'telar',
    'ab-1234',
    'costo',
    '1234.5',
    'a',
    'las',
    '9:30',
    "don't",
    'e',
    'mail',
  ]);
});

test('every word of any text stands where it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const found = words(text);
      expect(found.map((word) => word.text)).toEqual(
        found.map((word) => text.slice(word.start, word.end).toLowerCase()),
      );
      expect(found.every((word, index) => word.start >= (found[index - 1]?.end ?? 0))).toBe(true);
    }),
  );
});

test.each([
  ['1.234,56', '1234.56'],
  ['1,234.56', '1234.56'],
  ['1234,5', '1234.5'],
  ['12.50', '12.5'],
  ['1.234', '1234'],
  ['1.234.567', '1234567'],
  ['0.125', '0.125'],
  ['3.14', '3.14'],
  ['007', '007'],
  ['9:30', '9:30'],
  ['1.2.3', '1.2.3'],
  ['1,234.567,8', '1,234.567,8'],
])('the number %s is spelled %s', (written, canonical) => {
  expect(canonicalNumber(written)).toBe(canonical);
});

test.each([
  ['¿Qué día abre el taller?', 'es'],
  ['que dia abre el taller de la plaza', 'es'],
  ['What does mooring on the north quay cost?', 'en'],
  ["Where's the pilot?", 'en'],
  ['Der Hafen ist heute wegen Sturm geschlossen und bleibt zu', 'other'],
  ['12345 67890', 'other'],
  ['', 'other'],
])('the language of "%s" is %s', (text, language) => {
  expect(detectLanguage(text)).toBe(language);
});

test('inflected words share a stem, accents or not', () => {
  expect(stem('tejedoras', 'es')).toBe(stem('tejedora', 'es'));
  expect(stem('educacion', 'es')).toBe(stem('educación', 'es'));
  expect(stem('moored', 'en')).toBe(stem('mooring', 'en'));
  expect(stem("captain's", 'en')).toBe(stem('captains', 'en'));
  expect(stemVariants('tenia', 'es')).toContain(stem('tenía', 'es'));
  expect(stemVariants('cuesta', 'es')).toContain(stem('costar', 'es'));
});

test('codes are found whole and by their parts, function words not at all', () => {
  expect(indexTerms('La pieza AB-1234 de la serie 7', 'es')).toEqual([
    'piez',
    'ab-1234',
    'ab',
    '1234',
    'seri',
    '7',
  ]);
});
