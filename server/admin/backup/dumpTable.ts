import type pg from 'pg';
import { quoted, type Table } from './catalog.ts';

/** What is fetched at once, whatever the rows' size. */
const FETCH_BYTES = 2 * 1024 * 1024;
const MOST_ROWS = 2_000;

/**
 * The rows of a table as the transaction of `client` sees them, a line each: a JSON array of values as PostgreSQL writes
 * them, which loses nothing whatever their type. Memory holds some megabytes at a time.
 */
export async function* dumpTable(
  client: pg.Client,
  { name, columns, hasRowSecurity }: Table,
): AsyncGenerator<{ text: string; rows: number }> {
  const values = columns.map((column) => `${quoted(column.name)}::text`).join(', ');
  // Under forced row-level security the owner sees nothing.
  await client.query("SELECT set_config('role', $1, true)", [hasRowSecurity ? 'kipux_system' : 'none']);
  await client.query(
    `DECLARE backup NO SCROLL CURSOR FOR SELECT json_build_array(${values})::text AS line FROM ${quoted(name)}`,
  );
  for (let atOnce = 1; ; ) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${atOnce} FROM backup`);
    if (rows.length === 0) break;
    const text = rows.map(({ line }) => `${line}\n`).join('');
    yield { text, rows: rows.length };
    const fitting = Math.floor((FETCH_BYTES / text.length) * rows.length);
    atOnce = Math.max(1, Math.min(fitting, 4 * atOnce, MOST_ROWS));
  }
  await client.query('CLOSE backup');
}
