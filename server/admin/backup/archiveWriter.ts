import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Locale } from '#shared/entities.ts';
import { BackupError } from './manifest.ts';

/** A ZIP on its way to the disk, entry after entry; memory holds a piece of one. */
export type ArchiveWriter = {
  /** Writes an entry to its end. */
  add(name: string, content: Readable | AsyncIterable<Uint8Array | string>): Promise<EntrySum>;
  /** Writes the archive to its end, on the disk and under its name: until then there is none. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
};

export type EntrySum = { bytes: number; sha256: string };

/** @throws BackupError when there is a file of that name, or none can be made */
export async function createArchive(target: string): Promise<ArchiveWriter> {
  const part = `${target}.part`;
  const handle = await openNew(target, part);
  const zip = new ZipFile();
  const output = createWriteStream(part, { fd: handle.fd, autoClose: false, mode: 0o600 });
  const written = pipeline(zip.outputStream, output);
  let failure: unknown;
  const failed = new Promise<never>((_resolve, reject) => {
    const fail = (error: unknown) => {
      failure ??= error;
      reject(describe(error, target));
    };
    zip.on('error', fail);
    written.catch(fail);
  });
  failed.catch(() => undefined);
  return {
    async add(name, content) {
      const sum = summed(content);
      const stream = Readable.from(sum.pieces, { objectMode: false });
      zip.addReadStream(stream, name, { mode: 0o100600, compressionLevel: 1, forceZip64Format: true });
      await Promise.race([finished(stream), failed]);
      return sum.result();
    },
    async finish() {
      zip.end();
      await Promise.race([written, failed]);
      await handle.sync();
      await handle.close();
      await rename(part, target);
    },
    async discard() {
      zip.outputStream.unpipe();
      output.destroy();
      await handle.close().catch(() => undefined);
      await rm(part, { force: true });
    },
  };
}

async function openNew(target: string, part: string): Promise<FileHandle> {
  try {
    await (await open(target, 'wx', 0o600)).close();
    await rm(target);
    return await open(part, 'wx', 0o600);
  } catch (error) {
    throw describe(error, target);
  }
}

const REASONS: Readonly<Record<string, Record<Locale, string>>> = {
  ENOENT: { en: 'The folder does not exist', es: 'La carpeta no existe' },
  ENOSPC: { en: 'There is no space left', es: 'No queda espacio' },
  EACCES: { en: 'The file cannot be written', es: 'El archivo no se puede escribir' },
  EPERM: { en: 'The file cannot be written', es: 'El archivo no se puede escribir' },
};

function describe(error: unknown, target: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST') {
    return new BackupError({
      en: `${target} (or its .part) is there already: a backup does not replace another.`,
      es: `${target} (o su .part) ya existe: una copia de seguridad no reemplaza a otra.`,
    });
  }
  const words = REASONS[String(code)];
  if (words !== undefined) {
    return new BackupError({ en: `${words.en}: ${target}`, es: `${words.es}: ${target}` }, { cause: error });
  }
  return error instanceof Error ? error : new Error('the backup could not be written', { cause: error });
}

/** The pieces as they pass, and their sum when they have. */
function summed(content: AsyncIterable<unknown>) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const piece of content) {
      const buffer = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
      hash.update(buffer);
      bytes += buffer.length;
      yield buffer;
    }
  }
  return { pieces: pieces(), result: (): EntrySum => ({ bytes, sha256: hash.digest('hex') }) };
}
