/** Usage is counted by calendar months, UTC. */
export function startOfMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
}

export function startOfNextMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
}

/** The day (UTC) as SQL has it: 2026-11-22. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The start of the month of a day, in SQL. */
export const monthOf = (day: string): string =>
  `(date_trunc('month', ${day}::date::timestamp) AT TIME ZONE 'UTC')`;
