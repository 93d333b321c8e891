import { useMemo } from 'react';
import type { Locale } from '#shared/entities.ts';
import { useLocale } from '../i18n/format.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers and times as a desk needs them: short. */
export type DeskFormats = {
  /** In thousands and millions, such as 1.2 M. */
  short(value: number): string;
  /** A day of UTC, such as 12 Nov. */
  shortDay(day: string): string;
  /** The same with its weekday and year. */
  longDay(day: string): string;
  /** How long ago or from now, in the largest unit that fits. */
  relative(iso: string): string;
  duration(seconds: number): string;
};

export function useDeskFormats(): DeskFormats {
  const locale = useLocale();
  return useMemo(() => createDeskFormats(locale), [locale]);
}

function createDeskFormats(locale: Locale): DeskFormats {
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const longDay = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    short: (value) => short.format(value),
    shortDay: (day) => shortDay.format(new Date(day)),
    longDay: (day) => longDay.format(new Date(day)),
    relative(iso) {
      const { amount, unit } = inUnit((Date.parse(iso) - Date.now()) / 1_000);
      return relative.format(amount, unit);
    },
    duration(seconds) {
      const { amount, unit } = inUnit(seconds);
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
    },
  };
}

function inUnit(seconds: number): { amount: number; unit: 'day' | 'hour' | 'minute' } {
  const size = Math.abs(seconds);
  if (size >= DAY) return { amount: Math.trunc(seconds / DAY), unit: 'day' };
  if (size >= HOUR) return { amount: Math.trunc(seconds / HOUR), unit: 'hour' };
  return { amount: Math.trunc(seconds / MINUTE), unit: 'minute' };
}
