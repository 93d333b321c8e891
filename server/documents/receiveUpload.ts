import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { AppError } from '#platform/errors.ts';
import { LIMITS } from '#shared/limits.ts';
import { DOCUMENT_ERROR_MESSAGES } from './documentErrors.ts';
import { cleanFileName } from './fileName.ts';
import type { FileStore } from './fileStore.ts';
import { documentType, TYPE_SAMPLE_BYTES } from './parsing/documentType.ts';
import type { DocumentType } from './parsing/parsedDocument.ts';

/** A file that has arrived and waits at `path` to be kept or discarded. */
export type ReceivedFile = {
  path: string;
  fileName: string;
  mimeType: DocumentType;
  sizeBytes: number;
  /** SHA-256, hexadecimal. */
  hash: string;
};

/** Room for the parts' headers around the file. */
const ENVELOPE_BYTES = 64 * 1024;

/**
 * Receives the file of a multipart request, streamed to disk. Throws AppError; whatever goes wrong, an aborted request
 * included, leaves no file behind.
 */
export async function receiveUpload(request: IncomingMessage, files: FileStore): Promise<ReceivedFile> {
  const path = files.incomingPath();
  const receiving: Promise<ReceivedFile>[] = [];
  try {
    await readParts(request, (stream, name) => {
      const file = storeFile(stream, path, name);
      receiving.push(file);
      return file;
    });
    const [file] = await Promise.all(receiving);
    if (file === undefined) throw new AppError('validation_failed', 'file: the form has no such field');
    return file;
  } catch (error) {
    // The rest of the request is read away, so that the answer arrives; but not for the next request to come after it.
    request.unpipe();
    request.resume();
    await Promise.allSettled(receiving);
    await files.discard(path);
    throw error instanceof AppError ? error : unreadable(error);
  }
}

function readParts(
  request: IncomingMessage,
  onFile: (stream: Readable, name: string | undefined) => Promise<unknown>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = createParser(request);
    let bytes = 0;
    let isTaken = false;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > LIMITS.uploadBytes + ENVELOPE_BYTES) reject(tooLarge());
    });
    request.once('close', () => {
      if (!request.complete) reject(new AppError('bad_request', 'The upload was broken off.'));
      parser.destroy();
    });
    parser.on('file', (field, stream, { filename }) => {
      stream.on('error', reject);
      if (field !== 'file' || isTaken) {
        stream.resume();
        return;
      }
      isTaken = true;
      onFile(stream, filename).catch(reject);
    });
    // not once: of a broken form it has more than one to report, and one that nobody hears would end the process
    parser.on('error', reject);
    parser.once('close', resolve);
    request.pipe(parser);
  });
}

function createParser(request: IncomingMessage): busboy.Busboy {
  if (Number(request.headers['content-length'] ?? 0) > LIMITS.uploadBytes + ENVELOPE_BYTES) throw tooLarge();
  const limits = { files: 1, fields: 5, parts: 6, fieldSize: 1_000, fieldNameSize: 100, headerPairs: 50 };
  return busboy({
    headers: request.headers,
    limits: { ...limits, fileSize: LIMITS.uploadBytes },
    defParamCharset: 'utf8',
  });
}

async function storeFile(stream: Readable, path: string, name: string | undefined): Promise<ReceivedFile> {
  const fileName = cleanFileName(name);
  const inspector = inspect(fileName);
  await pipeline(stream, inspector.through, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  if ('truncated' in stream && stream.truncated === true) throw tooLarge();
  return { path, fileName, ...inspector.result() };
}

/** Looks at a file as it passes: its hash, its size, and from its first bytes its type, which may end it. */
function inspect(fileName: string) {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let sizeBytes = 0;
  let mimeType: DocumentType | null = null;
  const decide = (): AppError | null => {
    mimeType = documentType(Buffer.concat(head), fileName);
    head.length = 0;
    return mimeType === null ? unsupported() : null;
  };
  const through = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      const isFirst = sizeBytes < TYPE_SAMPLE_BYTES;
      sizeBytes += part.length;
      if (isFirst) head.push(part);
      done(isFirst && sizeBytes >= TYPE_SAMPLE_BYTES ? decide() : null, part);
    },
    flush(done) {
      done(sizeBytes < TYPE_SAMPLE_BYTES ? decide() : null);
    },
  });
  const result = () => {
    if (mimeType === null) throw unsupported();
    return { mimeType, sizeBytes, hash: hash.digest('hex') };
  };
  return { through, result };
}

function unsupported(): AppError {
  return new AppError('unsupported_file', DOCUMENT_ERROR_MESSAGES.unsupported);
}

function tooLarge(): AppError {
  return new AppError('payload_too_large', `A file may have ${LIMITS.uploadBytes / 1024 / 1024} MB at most.`);
}

function unreadable(cause: unknown): unknown {
  const isForm = cause instanceof Error && /multipart|boundary|content.type|form|header/i.test(cause.message);
  return isForm ? new AppError('bad_request', 'The upload could not be read.', undefined, { cause }) : cause;
}
