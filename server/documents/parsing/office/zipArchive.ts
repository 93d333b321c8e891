import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { DocumentError, PARSING_LIMITS } from '../parsedDocument.ts';

/** The parts of an office file, unpacked only while they are read and never further than the limits. */
export type ZipArchive = {
  has(name: string): boolean;
  /** The content of a part as it unpacks; nothing when there is no such part. Throws a DocumentError. */
  stream(name: string): AsyncIterable<Uint8Array>;
};

/**
 * Opens a zip archive in memory. What no office program writes is refused: thousands of entries, two of one name,
 * links, sizes that lie. Throws a DocumentError.
 */
export async function openZip(bytes: Buffer): Promise<ZipArchive> {
  const { zip, entries } = await directoryOf(bytes).catch((error: unknown) => {
    throw error instanceof DocumentError ? error : damaged(error);
  });
  let unpacked = 0;
  async function* stream(name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name);
    if (entry === undefined) return;
    assertModest(entry);
    try {
      for await (const part of await zip.openReadStreamPromise(entry)) {
        if (!(part instanceof Uint8Array)) continue;
        unpacked += part.length;
        if (unpacked > PARSING_LIMITS.unpackedBytes) throw new DocumentError('too_large', 'unpacked size');
        yield part;
      }
    } catch (error) {
      throw error instanceof DocumentError ? error : damaged(error);
    }
  }
  return { has: (name) => entries.has(name), stream };
}

async function directoryOf(bytes: Buffer): Promise<{ zip: ZipFile; entries: Map<string, Entry> }> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
  if (zip.entryCount > PARSING_LIMITS.zipEntries)
    throw new DocumentError('too_large', `${zip.entryCount} entries`);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw new DocumentError('damaged', 'two entries of one name');
    if (isLink(entry)) throw new DocumentError('damaged', 'an entry is a link');
    if (entry.isEncrypted()) throw new DocumentError('encrypted', 'an encrypted entry');
    entries.set(entry.fileName, entry);
  }
  return { zip, entries };
}

/** The upper half holds the mode of a file on Unix. */
function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

/** Bytes up to which the ratio is no concern: blank sheets pack very well. */
const HARMLESS_BYTES = 20 * 1024 * 1024;
const MAX_RATIO = 250;

/** What a header says of its size is held against it by the archive's reader while it unpacks. */
function assertModest({ uncompressedSize, compressedSize }: Entry): void {
  if (uncompressedSize > PARSING_LIMITS.unpackedBytes) throw new DocumentError('too_large', 'unpacked size');
  if (uncompressedSize > HARMLESS_BYTES && uncompressedSize > compressedSize * MAX_RATIO)
    throw new DocumentError('too_large', 'packed suspiciously well');
}

function damaged(cause: unknown): DocumentError {
  return new DocumentError('damaged', cause instanceof Error ? cause.message : 'zip', { cause });
}
