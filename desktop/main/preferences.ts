import { app, nativeTheme } from 'electron';
import { z } from 'zod';
import { FIRST_STORAGE_CHOICE } from '#shared/bridge.ts';
import { LOCALES, type Locale, localeSchema, type Theme, themeSchema } from '#shared/entities.ts';
import type { JsonFile } from './shell/jsonFile.ts';
import { setMenuLocale } from './shell/menuTexts.ts';

/** What belongs to this device. */
export const preferencesSchema = z.strictObject({
  /** What the window's frame and the menus look like before anybody is signed in; null: as the system has it. */
  locale: localeSchema.nullable(),
  theme: themeSchema,
  /** How much this device may keep for reading offline; null: no limit. */
  mostBytes: z.int().positive().nullable().default(FIRST_STORAGE_CHOICE),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const FIRST_PREFERENCES: Preferences = {
  locale: null,
  theme: 'system',
  mostBytes: FIRST_STORAGE_CHOICE,
};

/** Takes up the language and theme of the last time. */
export function applyPreferences(file: JsonFile<Preferences>): void {
  const { locale, theme } = file.read();
  show(locale ?? systemLocale(), theme);
}

/** Follows the account's settings from now on. */
export function changePreferences(file: JsonFile<Preferences>, next: { locale: Locale; theme: Theme }): void {
  file.write({ ...file.read(), ...next });
  show(next.locale, next.theme);
}

function show(locale: Locale, theme: Theme): void {
  setMenuLocale(locale);
  nativeTheme.themeSource = theme;
}

function systemLocale(): Locale {
  const language = app.getLocale().split('-')[0];
  return LOCALES.find((locale) => locale === language) ?? 'en';
}
