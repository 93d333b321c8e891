import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { localeSchema, type Theme, themeSchema } from '#shared/entities.ts';
import { preferredLocale } from '../i18n/i18n.ts';
import { useAppState } from '../state/app.tsx';

const LOCALE_KEY = 'kipux.locale';
const THEME_KEY = 'kipux.theme';

/** The language to begin with: the one last used here, else the system's. */
export function startingLocale(storage: Pick<Storage, 'getItem'>) {
  const remembered = localeSchema.safeParse(storage.getItem(LOCALE_KEY));
  return remembered.success ? remembered.data : preferredLocale(navigator.languages);
}

/** Shows the theme last used here, before anything is asked of the server. */
export function showStartingTheme(storage: Pick<Storage, 'getItem'>): void {
  const remembered = themeSchema.safeParse(storage.getItem(THEME_KEY));
  showTheme(remembered.success ? remembered.data : 'system');
}

/** Keeps the page's language and theme those of the account, and remembers them for the next start. */
export function useAppearance(): void {
  const { i18n } = useTranslation();
  const settings = useAppState(({ session }) =>
    session.status === 'signedIn' ? session.user.settings : null,
  );
  const locale = settings?.locale;
  const theme = settings?.theme;
  useEffect(() => {
    if (locale && locale !== i18n.language) void i18n.changeLanguage(locale);
  }, [locale, i18n]);
  useEffect(() => {
    document.documentElement.lang = i18n.language;
    remember(LOCALE_KEY, i18n.language);
  }, [i18n.language]);
  useEffect(() => {
    if (!theme) return;
    showTheme(theme);
    remember(THEME_KEY, theme);
  }, [theme]);
}

function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing asks the account again at the next start.
  }
}
