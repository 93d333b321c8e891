import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { readVersion } from '#platform/version.ts';
import { type ArchiveWriter, createArchive } from './archiveWriter.ts';
import { PLAIN_VALUES, readMigrations, readTables, type Table } from './catalog.ts';
import { dumpTable } from './dumpTable.ts';
import {
  BackupError,
  FILE_LIST_NAME,
  type FileLine,
  MANIFEST_NAME,
  type Manifest,
  SECRET_NAME,
  type TableSummary,
  tableEntry,
} from './manifest.ts';

export type BackupOptions = {
  databaseUrl: string;
  /** The folder with the uploaded files. */
  dataDir: string;
  /** A file that is not there yet, or a folder, in which the backup is named by its time. */
  target: string;
};

/** Where the backup is, and what it says of itself. */
export type WrittenBackup = { file: string; manifest: Manifest };

/**
 * Writes a running server's database and files into one ZIP that its owner alone can read. The tables are those of one
 * moment (a snapshot); on PostgreSQL nobody waits for it, on the embedded database everybody waits until the tables are
 * written. Then come the files that the documents of that moment name; one that was deleted meanwhile is named in the
 * manifest.
 * @throws BackupError with what can be done about it
 */
export async function writeBackup({ databaseUrl, dataDir, target }: BackupOptions): Promise<WrittenBackup> {
  const createdAt = new Date();
  const file = await fileFor(target, createdAt);
  const archive = await createArchive(file);
  try {
    const { documents, ...snapshot } = await writeSnapshot(databaseUrl, archive);
    if (documents.length > 0) await assertIsFileStore(dataDir);
    const files = await writeFiles(archive, dataDir, documents);
    const secretSha256 = await writeSecret(archive, dataDir);
    const manifest: Manifest = {
      format: 1,
      version: readVersion(),
      createdAt: createdAt.toISOString(),
      ...snapshot,
      ...files,
      ...(secretSha256 === undefined ? {} : { secretSha256 }),
    };
    await archive.add(MANIFEST_NAME, once(JSON.stringify(manifest, null, 2)));
    await archive.finish();
    return { file, manifest };
  } catch (error) {
    await archive.discard();
    throw error;
  }
}

async function fileFor(target: string, at: Date): Promise<string> {
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory() !== true) return path.resolve(target);
  const time = at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return path.resolve(target, `kipux-${time}.zip`);
}

type Snapshot = Pick<Manifest, 'database' | 'migrations' | 'tables'> & { documents: string[] };

async function writeSnapshot(databaseUrl: string, archive: ArchiveWriter): Promise<Snapshot> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    keepAlive: true,
    application_name: 'kipux backup',
  });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(PLAIN_VALUES);
    const tables: TableSummary[] = [];
    const documents: string[] = [];
    for (const table of await readTables(client)) tables.push(await writeTable(client, archive, table));
    await client.query("SELECT set_config('role', 'kipux_system', true)");
    const { rows } = await client.query<{ path: string }>(
      "SELECT user_id || '/' || id AS path FROM documents ORDER BY user_id, id",
    );
    for (const row of rows) documents.push(row.path);
    await client.query("SELECT set_config('role', 'none', true)");
    const migrations = await readMigrations(client);
    const version = await client.query<{ server_version: string }>('SHOW server_version');
    await client.query('COMMIT');
    return { database: `PostgreSQL ${version.rows[0]?.server_version}`, migrations, tables, documents };
  } finally {
    await client.end();
  }
}

async function writeTable(client: pg.Client, archive: ArchiveWriter, table: Table): Promise<TableSummary> {
  let count = 0;
  async function* lines() {
    for await (const { text, rows } of dumpTable(client, table)) {
      count += rows;
      yield text;
    }
  }
  const { sha256 } = await archive.add(tableEntry(table.name), lines());
  return { name: table.name, columns: table.columns.map(({ name }) => name), rows: count, sha256 };
}

/** Another folder than the server's would make a backup of nothing. */
async function assertIsFileStore(dataDir: string): Promise<void> {
  if ((await stat(path.join(dataDir, 'file-store-id')).catch(unlessMissing)) !== undefined) return;
  throw new BackupError({
    en: `${dataDir} is not the data folder of a server: say with KIPUX_DATA_DIR where the uploaded files are.`,
    es: `${dataDir} no es la carpeta de datos de un servidor: indica con KIPUX_DATA_DIR dónde están los archivos subidos.`,
  });
}

async function writeFiles(
  archive: ArchiveWriter,
  dataDir: string,
  documents: readonly string[],
): Promise<Pick<Manifest, 'files' | 'missingFiles'>> {
  const list: FileLine[] = [];
  const missingFiles: string[] = [];
  for (const document of documents) {
    const name = `files/${document}`;
    const handle = await open(path.join(dataDir, name)).catch(unlessMissing);
    if (handle === undefined) missingFiles.push(document);
    else list.push({ path: name, ...(await archive.add(name, handle.createReadStream())) });
  }
  const lines = async function* () {
    for (const line of list) yield `${JSON.stringify(line)}\n`;
  };
  const { sha256 } = await archive.add(FILE_LIST_NAME, lines());
  return { files: { count: list.length, sha256 }, missingFiles };
}

async function writeSecret(archive: ArchiveWriter, dataDir: string): Promise<string | undefined> {
  const secret = await readFile(path.join(dataDir, SECRET_NAME)).catch(unlessMissing);
  return secret && (await archive.add(SECRET_NAME, once(secret))).sha256;
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

async function* once<T>(content: T): AsyncGenerator<T> {
  yield content;
}
