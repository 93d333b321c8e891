import { expect } from 'vitest';
import type { Person } from '#platform/testing/person.ts';
import type { Change } from '#shared/changes.ts';
import { endpoints } from '#shared/endpoints/index.ts';

/** A device that follows a person's feed: what it has, by type and id. */
export type FeedDevice = {
  cursor(): number;
  /** Everything that is there, but for the numbers. */
  state(): Map<string, Change['row']>;
  /** The ids of all that it was ever told of. */
  told(): ReadonlySet<string>;
  /** Pulls and applies one page, from the server of `through`; gives whether there is another. */
  pullOnce(limit: number, through?: Person): Promise<boolean>;
};

export function createFeedDevice(person: Person): FeedDevice {
  const rows = new Map<string, Change>();
  const told = new Set<string>();
  let cursor = 0;
  const apply = (change: Change) => {
    told.add(change.id);
    const key = `${change.type} ${change.id}`;
    if (!change.deleted) return void rows.set(key, change);
    rows.delete(key);
    for (const [other, { row }] of rows)
      if (row !== null && 'conversationId' in row && row.conversationId === change.id) rows.delete(other);
  };
  return {
    cursor: () => cursor,
    state: () => new Map([...rows].map(([key, { row }]) => [key, row])),
    told: () => told,
    async pullOnce(limit, through = person) {
      const page = await through.call(endpoints.pullChanges, { query: { cursor, limit } });
      expect(page.reset).toBe(false);
      expect(page.changes.length).toBeLessThanOrEqual(limit);
      for (const change of page.changes) {
        expect(change.seq).toBeGreaterThan(cursor);
        cursor = change.seq;
        apply(change);
      }
      expect(page.cursor).toBeGreaterThanOrEqual(cursor);
      cursor = page.cursor;
      return page.hasMore;
    },
  };
}
