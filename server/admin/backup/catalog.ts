import type pg from 'pg';

export type Column = { name: string; type: string };
export type Table = {
  name: string;
  /** Those that are stored; what the database generates it generates again. */
  columns: Column[];
  hasRowSecurity: boolean;
};

/**
 * What belongs to one running server and not to its data: sessions (people log in again), counted failures of logins, and
 * links in mails, which work once and would work a second time.
 */
const LEFT_OUT = ['_prisma_migrations', 'session', 'login_failures', 'account_links'];

const TABLES = `
  SELECT c.relname AS name, c.relrowsecurity AS "hasRowSecurity",
    json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum) AS columns
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1)
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  GROUP BY c.oid ORDER BY c.relname`;

/** The tables whose rows are the product's data: all that there are, but for the few that are left out by name. */
export async function readTables(client: pg.Client): Promise<Table[]> {
  return (await client.query<Table>(TABLES, [LEFT_OUT])).rows;
}

/** The migrations that this database has, in the order of their names. */
export async function readMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Values are written and read the same everywhere, for this transaction. */
export const PLAIN_VALUES = `
  SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true),
    set_config('IntervalStyle', 'postgres', true), set_config('extra_float_digits', '1', true),
    set_config('bytea_output', 'hex', true)`;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
