import { useTranslation } from 'react-i18next';
import type { Locale } from '#shared/entities.ts';

/** Numbers and dates in the language of the page. */
export type Formats = {
  number(value: number): string;
  /** Day and month, with the year where it is not this one. */
  day(iso: string): string;
  month(date: Date): string;
  dateTime(iso: string): string;
  /** A size of so many bytes, in the unit that suits it. */
  bytes(value: number): string;
  /** An amount like "12.50" of a currency, exactly as it is written; without decimals where they are zeros. */
  money(amount: string, currency: string): string;
  /** Names, one after the other. */
  list(names: readonly string[]): string;
  /** A share of 0 to 1 as a whole percentage. */
  percent(share: number): string;
  /** How many times its size something is shown, as a percentage. */
  zoom(factor: number): string;
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
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
  return {
    number: (value) => number.format(value),
    day(iso) {
      const date = new Date(iso);
      return (date.getFullYear() === new Date().getFullYear() ? day : dayAndYear).format(date);
    },
    month: (date) => capitalised(month.format(date)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    bytes: (value) => bytesIn(locale, value),
    money: (amount, currency) => moneyIn(locale, amount, currency),
    list: (names) => list.format(names),
    zoom: (factor) => percent.format(factor),
    percent: (share) => percent.format(Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0),
  };
}

/** The decimals are read as they are written: no amount becomes a floating-point number on the way. */
function moneyIn(locale: Locale, amount: string, currency: string): string {
  if (!isDecimal(amount) || !/^[a-z]{3}$/i.test(currency)) return `${amount} ${currency}`;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    trailingZeroDisplay: 'stripIfInteger',
  }).format(amount);
}

function isDecimal(text: string): text is `${number}` {
  return /^\d+(\.\d+)?$/.test(text);
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function bytesIn(locale: Locale, value: number): string {
  const power = Math.min(UNITS.length - 1, value < 1 ? 0 : Math.floor(Math.log2(value) / 10));
  const unit = UNITS[power] ?? 'byte';
  const maximumFractionDigits = power >= 2 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits,
  }).format(value / 1024 ** power);
}
