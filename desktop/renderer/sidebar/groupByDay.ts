import type { Conversation } from '#shared/entities.ts';

/** `month`: the last 30 days. `older`: a calendar month, of which `date` is the first day. */
type Span =
  | { kind: 'pinned' | 'today' | 'yesterday' | 'week' | 'month'; date: null }
  | { kind: 'older'; date: Date };

export type DayGroup = Span & { conversations: Conversation[] };

/** Groups conversations as people look for them: the pinned ones, then by the local day of their last message. */
export function groupByDay(conversations: Iterable<Conversation>, now: Date): DayGroup[] {
  const groups = new Map<string, DayGroup>();
  for (const conversation of [...conversations].sort(latestFirst)) {
    const span = spanOf(conversation, now);
    const key = `${span.kind} ${span.date?.getTime() ?? ''}`;
    const group = groups.get(key) ?? { ...span, conversations: [] };
    group.conversations.push(conversation);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function latestFirst(a: Conversation, b: Conversation): number {
  if ((a.pinnedAt === null) !== (b.pinnedAt === null)) return a.pinnedAt === null ? 1 : -1;
  return timeOf(b) - timeOf(a);
}

function timeOf({ pinnedAt, updatedAt }: Conversation): number {
  return Date.parse(pinnedAt ?? updatedAt);
}

function spanOf(conversation: Conversation, now: Date): Span {
  if (conversation.pinnedAt !== null) return { kind: 'pinned', date: null };
  const updated = new Date(conversation.updatedAt);
  const days = calendarDaysBetween(updated, now);
  if (days <= 0) return { kind: 'today', date: null };
  if (days === 1) return { kind: 'yesterday', date: null };
  if (days < 7) return { kind: 'week', date: null };
  if (days < 30) return { kind: 'month', date: null };
  return { kind: 'older', date: new Date(updated.getFullYear(), updated.getMonth(), 1) };
}

/** Days on the calendar, not spans of 24 hours; rounding takes in the hour of summer time. */
function calendarDaysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}
