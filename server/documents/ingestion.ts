import { z } from 'zod';
import { type Embedder, EmbeddingError } from '#platform/ai/embedder.ts';
import type { Database } from '#platform/database/database.ts';
import type { JobQueue } from '#platform/jobs.ts';
import type { Log } from '#platform/log.ts';
import { detectLanguage } from '#platform/text/language.ts';
import type { DocumentErrorCode } from '#shared/errors.ts';
import { indexChunk, indexedText } from '../retrieval/index.ts';
import { DOCUMENT_ERROR_MESSAGES } from './documentErrors.ts';
import type { FileStore } from './fileStore.ts';
import {
  completeDocument,
  type DocumentKey,
  failDocument,
  readStoredText,
  readTask,
  type StoredText,
  storeChunks,
  storedChunkIndices,
  storeProgress,
  storeText,
} from './ingestionStore.ts';
import { DocumentError, type DocumentType } from './parsing/parsedDocument.ts';
import { parseFile } from './parsing/parseFile.ts';
import { takePlace } from './takePlace.ts';

export type IngestionParts = { database: Database; files: FileStore; embedder: Embedder; log: Log };

/** Processes that share the files share the queue. */
export function ingestionQueueName(files: FileStore): string {
  return `documents-${files.id}`;
}

const RETRIES = 5;
/** Documents that one process reads at once: each has a parser's process of its own. */
const CONCURRENCY = 2;
/** Chunks embedded and stored together: small enough not to hold the event loop, large enough not to waste trips. */
const BATCH = 24;

const dataSchema = z.object({ userId: z.uuid(), documentId: z.uuid() });

/**
 * The job that makes an uploaded file searchable: reads it in a process of its own, divides it, embeds and stores its
 * chunks in batches. Each step finds what an earlier attempt has done and goes on from there.
 */
export function ingestionQueue(parts: IngestionParts): JobQueue {
  return {
    name: ingestionQueueName(parts.files),
    retries: RETRIES,
    concurrency: CONCURRENCY,
    async work({ data, isLast, signal }) {
      const key = dataSchema.parse(data);
      try {
        await ingest(parts, key, signal);
      } catch (error) {
        const code = finalCode(error, isLast && !signal.aborted);
        parts.log.warn({ err: error, ...key, code }, 'a document was not read');
        if (code === null) throw error;
        await fail(parts, key, code);
      }
    },
    giveUp: (data) => fail(parts, dataSchema.parse(data), 'internal'),
  };
}

async function ingest(parts: IngestionParts, key: DocumentKey, signal: AbortSignal): Promise<void> {
  const { database, files } = parts;
  const task = await database.withUser(key.userId, (tx) => readTask(tx, key));
  if (task === null) return;
  const stored = await readDocument(parts, key, task.mimeType, signal);
  await embedChunks(parts, key, stored, signal);
  const gone = await database.withChanges(key.userId, 1, async (tx, seqs) =>
    (await completeDocument(tx, key, seqs)) ? takePlace(tx, key) : [],
  );
  for (const id of gone) await files.remove(key.userId, id);
}

async function readDocument(
  { database, files }: IngestionParts,
  key: DocumentKey,
  mimeType: DocumentType,
  signal: AbortSignal,
): Promise<StoredText> {
  const known = await database.withUser(key.userId, async (tx) => {
    const stored = await readStoredText(tx, key);
    if (stored === null) await storeProgress(tx, key, 'reading', 0);
    return stored;
  });
  if (known !== null) return known;
  const parsed = await parseFile({ path: files.pathOf(key.userId, key.documentId), mimeType, signal });
  const language = detectLanguage(parsed.text);
  await database.withUser(key.userId, async (tx) => {
    await storeText(tx, key, parsed, language);
    await storeProgress(tx, key, 'embedding', 0);
  });
  return { text: parsed.text, language, chunks: parsed.chunks };
}

async function embedChunks(
  { database, embedder }: IngestionParts,
  key: DocumentKey,
  { text, language, chunks }: StoredText,
  signal: AbortSignal,
): Promise<void> {
  const done = await database.withUser(key.userId, (tx) => storedChunkIndices(tx, key));
  const missing = chunks
    .filter(({ index }) => !done.has(index))
    .map((chunk) => ({
      ...chunk,
      text: text.slice(chunk.start, chunk.end),
      gapBefore: text.slice(chunks[chunk.index - 1]?.end ?? 0, chunk.start),
    }));
  for (let at = 0; at < missing.length; at += BATCH) {
    signal.throwIfAborted();
    const batch = missing.slice(at, at + BATCH);
    const embeddings = await embedder.embed(batch.map(indexedText), signal);
    const indexed = batch.flatMap((chunk, i) => {
      const embedding = embeddings[i];
      return embedding === undefined ? [] : [{ ...chunk, ...indexChunk(chunk, language, embedding) }];
    });
    const ratio = (done.size + at + batch.length) / chunks.length;
    await database.withUser(key.userId, async (tx) => {
      await storeChunks(tx, key, indexed);
      await storeProgress(tx, key, 'embedding', ratio);
    });
    // Whoever waits for the event loop goes first.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What the document's row is to say; null when another attempt may do better. */
function finalCode(error: unknown, isLast: boolean): DocumentErrorCode | null {
  if (error instanceof DocumentError && error.code !== 'internal') return error.code;
  if (error instanceof EmbeddingError && (isLast || !error.temporary)) return 'embedding_failed';
  return isLast ? 'internal' : null;
}

async function fail({ database }: IngestionParts, key: DocumentKey, code: DocumentErrorCode): Promise<void> {
  const error = { code, message: DOCUMENT_ERROR_MESSAGES[code] };
  await database
    .withChanges(key.userId, 1, (tx, seqs) => failDocument(tx, key, seqs, error))
    .catch((cause: unknown) => {
      // Deleted with its owner in the meantime: there is nobody left to tell.
      if (!(cause instanceof Error && /user does not exist/.test(cause.message))) throw cause;
    });
}
