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
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test('both languages say the same things', () => {
  expect([...english.keys()].sort()).toEqual([...spanish.keys()].sort());
});

test('both languages put in the same values', () => {
  for (const [key, text] of spanish)
    expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
});

test('nothing is left empty, and nothing exclaims', () => {
  for (const [key, text] of [...spanish, ...english]) {
    expect(text.trim(), key).not.toBe('');
    expect(text, key).not.toMatch(/[!¡]|\bups\b|\boops\b/i);
  }
});

test('counted texts have the forms that both languages need', () => {
  const counted = [...spanish].filter(([, text]) => text.includes('{{count}}')).map(([key]) => key);
  const bases = new Set(
    counted.filter((key) => /_(one|other)$/.test(key)).map((key) => key.replace(/_(one|other)$/, '')),
  );
  expect(bases.size).toBeGreaterThan(0);
  for (const base of bases) {
    for (const language of [spanish, english])
      expect(language.has(`${base}_one`) && language.has(`${base}_other`), base).toBe(true);
  }
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
