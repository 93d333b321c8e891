import type pg from 'pg';
import type { VerifiedBackup } from './archiveReader.ts';
import { type Column, PLAIN_VALUES, quoted, readTables, type Table } from './catalog.ts';
import { BackupError, rowSchema, type TableSummary, tableEntry } from './manifest.ts';

/** What is sent to the database at once. */
const BATCH_LENGTH = 2_000_000;
const BATCH_ROWS = 2_000;

/**
 * Puts a backup's rows in place of what an empty database has (its seeds), inside the transaction of `client`, as the
 * tables' owner: without row-level security, references and triggers, all of which are back and checked at the end.
 */
export async function loadTables(client: pg.Client, backup: VerifiedBackup): Promise<void> {
  await client.query(PLAIN_VALUES);
  const tables = await readTables(client);
  const all = tables.map(({ name }) => quoted(name));
  const references = await dropReferences(client);
  for (const table of all) {
    await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER`);
  }
  await client.query(`TRUNCATE ${all.join(', ')}`);
  for (const summary of backup.manifest.tables) {
    const table = tables.find(({ name }) => name === summary.name);
    if (table === undefined) throw strange(`table ${summary.name}`);
    await loadTable(client, table, summary, backup);
  }
  for (const { table, name, definition } of references) {
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`);
  }
  for (const table of tables) {
    const force = table.hasRowSecurity ? ', FORCE ROW LEVEL SECURITY' : '';
    await client.query(`ALTER TABLE ${quoted(table.name)} ENABLE TRIGGER USER${force}`);
  }
}

type Reference = { table: string; name: string; definition: string };

/** Rows refer to each other in no order: references are made again, and checked, when all rows are there. */
async function dropReferences(client: pg.Client): Promise<Reference[]> {
  const { rows } = await client.query<Reference>(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  for (const { table, name } of rows)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`);
  return rows;
}

async function loadTable(
  client: pg.Client,
  table: Table,
  { columns, rows: expected }: TableSummary,
  backup: VerifiedBackup,
): Promise<void> {
  const insert = insertStatement(table, columns);
  let batch: (string | null)[][] = [];
  let length = 0;
  let count = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    await client.query(
      insert,
      columns.map((_column, index) => batch.map((row) => row[index] ?? null)),
    );
    count += batch.length;
    batch = [];
    length = 0;
  };
  for await (const line of backup.lines(tableEntry(table.name))) {
    batch.push(rowSchema.length(columns.length).parse(JSON.parse(line)));
    length += line.length;
    if (length > BATCH_LENGTH || batch.length === BATCH_ROWS) await flush();
  }
  await flush();
  if (count !== expected) throw strange(`${table.name}: ${count} ≠ ${expected}`);
  await moveSequences(client, table);
}

/** A column of texts for each column, which PostgreSQL reads as it has written them. */
function insertStatement({ name, columns }: Table, saved: readonly string[]): string {
  const known = saved.map((column): Column => {
    const found = columns.find((candidate) => candidate.name === column);
    if (found === undefined) throw strange(`${name}.${column}`);
    return found;
  });
  const targets = known.map((column) => quoted(column.name)).join(', ');
  const sources = known.map(({ type }, index) => `v.c${index}::${type}`).join(', ');
  const given = known.map((_column, index) => `$${index + 1}::text[]`).join(', ');
  const names = known.map((_column, index) => `c${index}`).join(', ');
  return `INSERT INTO ${quoted(name)} (${targets}) OVERRIDING SYSTEM VALUE
    SELECT ${sources} FROM unnest(${given}) AS v (${names})`;
}

/** Numbers that the database gives go on after the highest that is there. */
async function moveSequences(client: pg.Client, { name, columns }: Table): Promise<void> {
  for (const column of columns) {
    await client.query(
      `SELECT setval(sequence, greatest((SELECT max(${quoted(column.name)}::text::numeric) FROM ${quoted(name)}), 1)::bigint)
       FROM pg_get_serial_sequence($1, $2) AS sequence WHERE sequence IS NOT NULL`,
      [quoted(name), column.name],
    );
  }
}

/** The backup is whole, and yet its tables are not those of the migrations that it names. */
function strange(what: string): BackupError {
  return new BackupError({
    en: `The backup does not fit the tables that it is of (${what}).`,
    es: `La copia de seguridad no corresponde a las tablas de las que es (${what}).`,
  });
}
