import { useTranslation } from 'react-i18next';
import type { Locale } from '#shared/entities.ts';

/** Numbers and dates in the language of the page. */
export type Formats = {
  number(value: number): string;
  /** Day and month, with the year where it is not this one. */
  day(iso: string): string;
  month(date: Date): string;
  dateTime(iso: string): string;
};

export function useLocale(): Locale {
  return useTranslation().i18n.language === 'es' ? 'es' : 'en';
}

export function useFormats(): Formats {
  return formats(useLocale());
}

const cache = new Map<Locale, Formats>();

function formats(locale: Locale): Formats {
  const known = cache.get(locale) ?? createFormats(locale);
  cache.set(locale, known);
  return known;
}

function createFormats(locale: Locale): Formats {
  const number = new Intl.NumberFormat(locale, { useGrouping: 'min2' });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
  const dayAndYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
  return {
    number: (value) => number.format(value),
    day(iso) {
      const date = new Date(iso);
      return (date.getFullYear() === new Date().getFullYear() ? day : dayAndYear).format(date);
    },
    month: (date) => capitalised(month.format(date)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
