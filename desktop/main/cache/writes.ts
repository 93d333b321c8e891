import type { DatabaseSync } from 'node:sqlite';
import { type Change, changeSchema, type KnownRow } from '#shared/changes.ts';
import type { Position } from '../sync/syncCore.ts';
import { readPosition, samePosition, writePosition } from './position.ts';
import { createRowSums } from './rowSums.ts';
import { createRows, isGrowing } from './rows.ts';
import { transaction } from './transaction.ts';

export type ApplyPage = {
  /** Where the page was asked for: anything else in the cache means that the page comes twice or too late. */
  asked: Position;
  next: Position;
  /** As they came; those that this version does not know are left out, and asked for again by a later version. */
  changes: unknown[];
  /** Whether the page ends a new download, so that rows which it did not bring are gone. */
  replaced: boolean;
};

/** How rows come into the cache. */
export function createWrites(db: DatabaseSync, appVersion: string) {
  const sums = createRowSums(db);
  const rows = createRows(db);
  const buried = db.prepare('SELECT seq FROM tombstones WHERE type = ? AND id = ?');
  const bury = db.prepare(
    'INSERT INTO tombstones VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)',
  );
  const unknownMet = db.prepare('UPDATE state SET unknown_met_by = ?');
  const tombstoneSeq = (type: Change['type'], id: string) => Number(buried.get(type, id)?.seq ?? -1);

  const inTransaction = <T>(work: () => T): T =>
    transaction(db, () => {
      rows.begin();
      const result = work();
      rows.end();
      return result;
    });

  /** Whether the change was newer than what was there. */
  function apply(change: Change, generation: number): boolean {
    const { type, id, seq } = change;
    const known = rows.stamp(type, id);
    const knownSeq = known?.generation === generation ? known.seq : -1;
    if (Math.max(knownSeq, tombstoneSeq(type, id)) >= seq) return false;
    if (change.deleted) {
      rows.remove(type, id);
      bury.run(type, id, seq);
      return true;
    }
    if (change.type === 'message' && tombstoneSeq('conversation', change.row.conversationId) > seq)
      return false;
    rows.write(change, { seq, generation });
    return true;
  }

  function downloadAgain(): void {
    const position = readPosition(db);
    writePosition(db, { ...position, cursor: 0, generation: position.generation + 1, replacing: true });
    db.exec('DELETE FROM tombstones');
  }

  return {
    position: (): Position => readPosition(db),

    /** Applies a page and its cursor at once. Undefined: it was not for where the cache stands, nothing happened. */
    applyPage: ({ asked, next, changes, replaced }: ApplyPage): { applied: Change[] } | undefined =>
      inTransaction(() => {
        if (!samePosition(readPosition(db), asked)) return undefined;
        const parsed = changes.map((change) => changeSchema.safeParse(change));
        const applied: Change[] = [];
        for (const { data } of parsed) if (data && apply(data, next.generation)) applied.push(data);
        if (parsed.some(({ success }) => !success)) unknownMet.run(appVersion);
        if (replaced) rows.removeOlderThan(next.generation);
        writePosition(db, next);
        return { applied };
      }),

    /** Begins a new download; what is there stays readable until it has been replaced. */
    restart: (asked: Position, next: Position): boolean =>
      inTransaction(() => {
        if (!samePosition(readPosition(db), asked)) return false;
        // Another history counts its changes from elsewhere: what it says stands above all tombstones.
        db.exec('DELETE FROM tombstones');
        writePosition(db, next);
        return true;
      }),

    /**
     * Puts the rows of an acknowledged write in at once. `since` is the cursor at which the call began: what the feed
     * has brought later is newer than the answer, or brings it again. `askedIn` is the epoch at that time: the answer of
     * another history of the database says nothing about this one.
     */
    acknowledge: (entries: KnownRow[], since: number, askedIn?: string | null): KnownRow[] =>
      inTransaction(() => {
        const { generation, epoch } = readPosition(db);
        // Before the first page it is not known to which history the answer belongs.
        if (epoch === null || (askedIn !== undefined && askedIn !== epoch)) return [];
        return entries.filter((entry) => {
          const known = rows.stamp(entry.type, entry.id);
          const finishes = entry.type === 'message' && !isGrowing(entry.row) && rows.isGrowing(entry.id);
          if (tombstoneSeq(entry.type, entry.id) > since) return false;
          if (entry.type === 'message' && tombstoneSeq('conversation', entry.row.conversationId) > since)
            return false;
          if (known && known.seq > since && !finishes) return false;
          rows.write(entry, { seq: known?.generation === generation ? known.seq : 0, generation });
          return true;
        });
      }),

    /** Removes what the server has acknowledged as deleted. */
    forget: (type: 'conversation' | 'document', id: string): void =>
      inTransaction(() => rows.remove(type, id)),

    keepText: rows.keepText,

    /** After an update of the app: changes that the former version did not know are asked for again. */
    askAgainForUnknown: (): boolean =>
      inTransaction(() => {
        const met = db.prepare('SELECT unknown_met_by FROM state').get()?.unknown_met_by;
        if (typeof met !== 'string' || met === appVersion) return false;
        unknownMet.run(null);
        downloadAgain();
        return true;
      }),

    checkRows: sums.check,

    /** After rows were found damaged: everything is downloaded again, and what is there stays readable until then. */
    healRows: (): void =>
      inTransaction(() => {
        // The index is taken from the rows as they are, since each row takes its former words out when it is replaced.
        for (const words of ['title_words', 'message_words'])
          db.exec(`INSERT INTO ${words} (${words}) VALUES ('rebuild')`);
        sums.sumAnew();
        downloadAgain();
      }),
  };
}
