import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { transaction } from './transaction.ts';

/** Rows of one step of a check: the thread is free for reads again after some ten milliseconds. */
const ROWS_IN_STEP = 2_000;

/** What is counted of each table: all that is read of a row, but not when it came. */
const COLUMNS = {
  conversations: ['id', 'seq', 'title', 'updated_at', 'archived', 'row'],
  messages: ['id', 'seq', 'conversation_id', 'created_at', 'turn', 'growing', 'content', 'row'],
  documents: ['id', 'seq', 'created_at', 'row'],
  settings: ['id', 'seq', 'row'],
} as const;
type Table = keyof typeof COLUMNS;

const SMALL_TABLES = ['conversations', 'documents', 'settings'] as const satisfies Table[];

/** What a step of a check found: `next` is where to go on, undefined at the end. */
export type CheckStep = { whole: boolean; next: string | undefined };

/**
 * Sums of checksums over the rows, one for each conversation's messages and one for each other table, written in the
 * transaction that writes the rows. The triggers belong to this connection and not to the file, so what another program
 * changes in it, or a fault of the disk that SQLite cannot see, no longer agrees with its sum.
 */
export function createRowSums(db: DatabaseSync) {
  db.function('checksum', { deterministic: true }, (row) => crc32(String(row)));
  for (const table of [...SMALL_TABLES, 'messages'] as const) db.exec(triggers(table));
  const kept = db.prepare('SELECT count, total FROM row_sums WHERE type = ? AND scope = ?');
  const small = SMALL_TABLES.map((table) => ({ table, sum: db.prepare(sumOf(table)) }));
  const messages = db.prepare(`${sumOf('messages')} WHERE conversation_id = ?`);
  const following = db.prepare(
    `SELECT min(scope) AS scope FROM (
      SELECT min(scope) AS scope FROM row_sums WHERE type = 'messages' AND scope > ?
      UNION ALL SELECT min(conversation_id) FROM messages WHERE conversation_id > ?)`,
  );

  /** Takes the rows as they are for right. */
  function sumAnew(): void {
    db.exec('DELETE FROM row_sums');
    for (const table of [...SMALL_TABLES, 'messages'] as const)
      db.exec(
        `INSERT INTO row_sums SELECT '${table}', ${scopeOf(table, '')} AS scope, count(*), sum(${checksum(table, '')})
         FROM ${table} GROUP BY scope`,
      );
  }

  /** The number of rows of a scope, undefined when they are not those that were written. */
  function countIfWhole(table: Table, scope: string, found: Sum | undefined): number | undefined {
    const expected = kept.get(table, scope);
    const count = Number(found?.count);
    const isWhole = count === Number(expected?.count ?? 0) && found?.total === (expected?.total ?? 0);
    return isWhole ? count : undefined;
  }

  if (db.prepare('SELECT 1 FROM row_sums LIMIT 1').get() === undefined) transaction(db, sumAnew);

  return {
    sumAnew,
    /** Compares some rows with what was written, after where the former step ended; '' begins. */
    check(from: string): CheckStep {
      const damaged = { whole: false, next: undefined };
      if (from === '') {
        const isDamaged = ({ table, sum }: (typeof small)[number]) =>
          countIfWhole(table, '', sum.get()) === undefined;
        if (small.some(isDamaged)) return damaged;
      }
      let scope = from;
      for (let rows = 0; rows < ROWS_IN_STEP; ) {
        const next = following.get(scope, scope)?.scope;
        if (typeof next !== 'string') return { whole: true, next: undefined };
        scope = next;
        const count = countIfWhole('messages', scope, messages.get(scope));
        if (count === undefined) return damaged;
        rows += count + 1;
      }
      return { whole: true, next: scope };
    },
  };
}

type Sum = Record<string, unknown>;

const checksum = (table: Table, row: string) =>
  `checksum(${COLUMNS[table].map((name) => row + name).join(" || ' ' || ")})`;
const scopeOf = (table: Table, row: string) => (table === 'messages' ? `${row}conversation_id` : "''");
const sumOf = (table: Table) =>
  `SELECT count(*) AS count, coalesce(sum(${checksum(table, '')}), 0) AS total FROM ${table}`;

function triggers(table: Table): string {
  const add = `INSERT INTO row_sums VALUES ('${table}', ${scopeOf(table, 'new.')}, 1, ${checksum(table, 'new.')})
    ON CONFLICT DO UPDATE SET count = count + 1, total = total + excluded.total;`;
  const [type, scope] = [`type = '${table}'`, `scope = ${scopeOf(table, 'old.')}`];
  const subtract = `UPDATE row_sums SET count = count - 1, total = total - ${checksum(table, 'old.')}
    WHERE ${type} AND ${scope};`;
  return `
    CREATE TEMP TRIGGER ${table}_sum_added AFTER INSERT ON main.${table} BEGIN ${add} END;
    CREATE TEMP TRIGGER ${table}_sum_changed AFTER UPDATE ON main.${table} BEGIN ${subtract} ${add} END;
    CREATE TEMP TRIGGER ${table}_sum_removed AFTER DELETE ON main.${table} BEGIN ${subtract} END;`;
}
