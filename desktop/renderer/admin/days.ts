import type { UsageDay } from '#shared/admin.ts';

/** Days of UTC, both included, as `2026-11-22`. */
export type DayRange = { from: string; to: string };

const DAY_MS = 86_400_000;

/** The last so many days, today among them. */
export function lastDays(count: number, now = Date.now()): DayRange {
  return { from: dayOf(now - (count - 1) * DAY_MS), to: dayOf(now) };
}

/** How many days a range has. */
export function daysIn({ from, to }: DayRange): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** Every day of a range, also those that the server leaves out because nothing was used. */
export function withEmptyDays(days: readonly UsageDay[], range: DayRange): UsageDay[] {
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: daysIn(range) }, (_, index) => {
    const day = dayOf(Date.parse(range.from) + index * DAY_MS);
    return known.get(day) ?? { day, users: 0, messages: 0, tokens: 0 };
  });
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
