import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { Locale } from '#shared/entities.ts';
import { splitLines } from './lines.ts';
import {
  BackupError,
  FILE_LIST_NAME,
  type FileLine,
  fileLineSchema,
  MANIFEST_NAME,
  type Manifest,
  manifestSchema,
  rowSchema,
  SECRET_NAME,
  type TableSummary,
  tableEntry,
} from './manifest.ts';

/** A backup whose every part has been read once and is what its manifest says. */
export type VerifiedBackup = {
  manifest: Manifest;
  files: ReadonlyMap<string, FileLine>;
  lines(name: string): AsyncIterable<string>;
  open(name: string): Promise<Readable>;
  close(): void;
};

const MANIFEST_BYTES = 64 * 1024 * 1024;

/**
 * Reads a backup from its beginning to its end before anything is done with it.
 * @throws BackupError when it is damaged, incomplete, has something in it that does not belong there, or is no backup
 */
export async function verifyBackup(file: string): Promise<VerifiedBackup> {
  const zip = await openPromise(file, {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
  }).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName))
        throw damaged(file, {
          en: `it has ${entry.fileName} twice`,
          es: `tiene ${entry.fileName} dos veces`,
        });
      entries.set(entry.fileName, entry);
    }
    return await checked(file, zip, entries);
  } catch (error) {
    zip.close();
    throw error instanceof BackupError ? error : unreadable(file, error);
  }
}

async function checked(file: string, zip: ZipFile, entries: Map<string, Entry>): Promise<VerifiedBackup> {
  const open = async (name: string): Promise<Readable> => {
    const entry = entries.get(name);
    if (entry === undefined) throw damaged(file, { en: `${name} is missing`, es: `falta ${name}` });
    return zip.openReadStreamPromise(entry);
  };
  const backup = {
    open,
    lines: (name: string) => linesOf(open, name),
    close: () => zip.close(),
    manifest: await readManifest(file, entries, open),
    files: new Map<string, FileLine>(),
  };
  const expected = new Map<string, string>([[FILE_LIST_NAME, backup.manifest.files.sha256]]);
  await assertSum(file, backup, FILE_LIST_NAME, backup.manifest.files.sha256);
  for await (const line of backup.lines(FILE_LIST_NAME)) {
    const parsed = fileLineSchema.parse(JSON.parse(line));
    backup.files.set(parsed.path, parsed);
    expected.set(parsed.path, parsed.sha256);
  }
  const tables = new Map(backup.manifest.tables.map((table) => [tableEntry(table.name), table]));
  for (const [name, { sha256 }] of tables) expected.set(name, sha256);
  if (backup.manifest.secretSha256 !== undefined) expected.set(SECRET_NAME, backup.manifest.secretSha256);
  for (const name of entries.keys()) {
    if (name !== MANIFEST_NAME && !expected.has(name)) {
      throw damaged(file, { en: `${name} does not belong into it`, es: `${name} no es parte de ella` });
    }
  }
  for (const [name, sha256] of expected) await assertSum(file, backup, name, sha256);
  for (const [name, table] of tables) await assertRows(file, backup, name, table);
  return backup;
}

type Open = VerifiedBackup['open'];

async function readManifest(file: string, entries: Map<string, Entry>, open: Open): Promise<Manifest> {
  const size = entries.get(MANIFEST_NAME)?.uncompressedSize;
  if (size === undefined || size > MANIFEST_BYTES) {
    throw new BackupError({
      en: `${file} is no backup of Kipux, or was not written to its end.`,
      es: `${file} no es una copia de seguridad de Kipux, o no se terminó de escribir.`,
    });
  }
  let text = '';
  for await (const piece of await open(MANIFEST_NAME)) text += String(piece);
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new BackupError({
    en: `${file} was written by another version of Kipux, which this one cannot read.`,
    es: `${file} es de otra versión de Kipux, que esta no sabe leer.`,
  });
}

async function assertSum(
  file: string,
  { open }: { open: Open },
  name: string,
  sha256: string,
): Promise<void> {
  const hash = createHash('sha256');
  for await (const piece of await open(name)) if (piece instanceof Uint8Array) hash.update(piece);
  if (hash.digest('hex') !== sha256)
    throw damaged(file, { en: `${name} is not what was saved`, es: `${name} no es lo que se guardó` });
}

/** What was saved is also what can be restored: as many rows as are said, each with a value for each column. */
async function assertRows(
  file: string,
  { lines }: Pick<VerifiedBackup, 'lines'>,
  name: string,
  { columns, rows }: TableSummary,
): Promise<void> {
  const row = rowSchema.length(columns.length);
  let count = 0;
  for await (const line of lines(name)) {
    count += 1;
    if (!isRow(line, row))
      throw damaged(file, {
        en: `row ${count} of ${name} cannot be read`,
        es: `la fila ${count} de ${name} no se puede leer`,
      });
  }
  if (count !== rows)
    throw damaged(file, {
      en: `${name} has ${count} rows instead of ${rows}`,
      es: `${name} tiene ${count} filas en vez de ${rows}`,
    });
}

function isRow(line: string, row: typeof rowSchema): boolean {
  try {
    return row.safeParse(JSON.parse(line)).success;
  } catch {
    return false;
  }
}

async function* linesOf(open: Open, name: string): AsyncGenerator<string> {
  yield* splitLines(await open(name));
}

function unreadable(file: string, error: unknown): BackupError {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return new BackupError({ en: `There is no ${file}.`, es: `No existe ${file}.` });
  }
  const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  return damaged(file, { en: reason, es: reason }, { cause: error });
}

function damaged(file: string, { en, es }: Record<Locale, string>, options?: ErrorOptions): BackupError {
  return new BackupError(
    {
      en: `${file} is damaged, or no backup of Kipux: ${en}.`,
      es: `${file} está dañada, o no es una copia de seguridad de Kipux: ${es}.`,
    },
    options,
  );
}
