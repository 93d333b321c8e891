import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { LOCALES, type Locale } from '#shared/entities.ts';
import type { AdminStrings } from '../admin/strings/es.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import type { Strings } from './strings.ts';

declare module 'i18next' {
  // Declaration merging is the library's way to type its keys, and needs an interface.
  interface CustomTypeOptions {
    defaultNS: 'translation';
    // The desk's words are loaded with it, into a namespace of their own.
    resources: { translation: Strings; admin: AdminStrings };
  }
}

/** Both languages, ready at once. React escapes what is put into a text, so the library must not. */
export function createI18n(locale: Locale): i18n {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: 'en',
    initAsync: false,
    resources: { es: { translation: es }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  return instance;
}

/** The first of the preferred languages that is spoken here, else English. */
export function preferredLocale(preferred: readonly string[]): Locale {
  const spoken = preferred.map((tag) => LOCALES.find((locale) => locale === tag.toLowerCase().split('-')[0]));
  return spoken.find((locale) => locale !== undefined) ?? 'en';
}
