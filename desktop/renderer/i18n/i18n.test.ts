import { expect, test } from 'vitest';
import { LOCALES } from '#shared/entities.ts';
import { GENERATION_ERROR_CODES } from '#shared/errors.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { createI18n, preferredLocale } from './i18n.ts';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
  );
}

const spanish = new Map(leaves(es));
const english = new Map(leaves(en));
const placeholders = (text: string) => new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));

test('both languages say the same things', () => {
  expect(new Set(english.keys())).toEqual(new Set(spanish.keys()));
});

test('both languages put in the same values', () => {
  for (const [key, text] of spanish)
    expect([key, placeholders(english.get(key) ?? '')]).toEqual([key, placeholders(text)]);
});

test('nothing is left empty, and nothing exclaims', () => {
  const wrong = [...spanish, ...english].filter(
    ([, text]) => text.trim() === '' || /[!¡]|\bups\b|\boops\b/i.test(text),
  );
  expect(wrong).toEqual([]);
});

test('counted texts have the forms that both languages need', () => {
  const counted = [...spanish].filter(([, text]) => text.includes('{{count}}')).map(([key]) => key);
  const bases = new Set(
    counted.filter((key) => /_(one|other)$/.test(key)).map((key) => key.replace(/_(one|other)$/, '')),
  );
  expect(bases.size).toBeGreaterThan(0);
  const incomplete = [...bases].flatMap((base) =>
    [spanish, english]
      .filter((language) => !language.has(`${base}_one`) || !language.has(`${base}_other`))
      .map(() => base),
  );
  expect(incomplete).toEqual([]);
});

test('counts choose their form, up to the large ones that Spanish treats apart', () => {
  const { t } = createI18n('es');
  expect(t('sidebar.searchResults', { count: 1 })).toBe('1 resultado');
  expect(t('sidebar.searchResults', { count: 3 })).toBe('3 resultados');
  expect(t('sidebar.searchResults', { count: 1_000_000 })).toBe('1000000 resultados');
});

test('every way in which an answer can fail is told in every language', () => {
  for (const locale of LOCALES) {
    const { t } = createI18n(locale);
    for (const code of GENERATION_ERROR_CODES)
      expect(t(`generationErrors.${code}`)).not.toContain('generationErrors');
  }
});

test('the first preferred language that is spoken here is used, else English', () => {
  expect(preferredLocale(['es-MX', 'en'])).toBe('es');
  expect(preferredLocale(['fr-FR', 'es'])).toBe('es');
  expect(preferredLocale(['de'])).toBe('en');
  expect(preferredLocale([])).toBe('en');
});
