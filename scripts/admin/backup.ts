import { verifyBackup } from '../../server/admin/backup/archiveReader.ts';
import { auditBackup } from '../../server/admin/backup/auditBackup.ts';
import type { Manifest } from '../../server/admin/backup/manifest.ts';
import { restoreBackup, serverRuns } from '../../server/admin/backup/restoreBackup.ts';
import { writeBackup } from '../../server/admin/backup/writeBackup.ts';
import { createLog } from '../../server/platform/log.ts';
import { type Command, type Given, type Output, positional } from './command.ts';
import { moment, renderList } from './table.ts';

/** Database and files of a server, running or not, in one file; with --verify, whether such a file is whole. */
export const backup: Command = {
  summary: {
    es: 'Guarda todo en un archivo, también con el servidor en marcha; con --verify, comprueba uno',
    en: 'Save everything into one file, also of a running server; --verify checks one',
  },
  positionals: ['FILE|FOLDER'],
  options: { verify: { type: 'boolean' } },
  async run(given) {
    const target = positional(given, 0);
    if (given.values['verify'] === true) {
      const { manifest, close } = await verifyBackup(target);
      close();
      return describe(given, target, manifest);
    }
    const { url, dataDir } = await given.reach();
    const { file, manifest } = await writeBackup({ databaseUrl: url, dataDir, target });
    await auditBackup(url, 'backup_made', systemUser(given));
    return describe(given, file, manifest);
  },
};

/** A backup into an empty database and data folder. */
export const restore: Command = {
  summary: {
    es: 'Restaura una copia en una base de datos y una carpeta de datos vacías',
    en: 'Restore a backup into an empty database and data folder',
  },
  positionals: ['FILE'],
  async run(given) {
    const file = positional(given, 0);
    const { url, dataDir, serverUrl } = await given.reach();
    if (serverUrl !== undefined) throw serverRuns();
    const log = createLog('warn');
    const manifest = await restoreBackup({ file, databaseUrl: url, dataDir, log });
    await auditBackup(url, 'backup_restored', systemUser(given));
    return describe(given, file, manifest);
  },
};

const systemUser = ({ actor }: Given): string => ('systemUser' in actor ? actor.systemUser : 'unknown');

function describe({ locale }: Given, file: string, manifest: Manifest): Output {
  const { createdAt, version, migrations, tables, files, missingFiles } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const words = WORDS[locale];
  return {
    json: { file, createdAt, version, migration: migrations.at(-1), rows, files: files.count, missingFiles },
    text: renderList([
      [words.file, file],
      [words.of, `${moment(createdAt)} UTC`],
      ['Kipux', `${version}, ${migrations.at(-1)}`],
      [words.rows, rows],
      [words.files, files.count],
      ...missingFiles.map((name) => [words.missing, name] as const),
    ]),
  };
}

const WORDS = {
  es: { file: 'archivo', of: 'de', rows: 'filas', files: 'documentos', missing: 'sin archivo' },
  en: { file: 'file', of: 'of', rows: 'rows', files: 'documents', missing: 'without a file' },
};
