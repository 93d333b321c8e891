import { z } from 'zod';
import { type Embedder, EmbeddingError } from '#platform/ai/embedder.ts';
import { createEmbeddingPacer, type EmbeddingPacer, type Pace } from '#platform/ai/embeddingPacer.ts';
import { LOCAL_EMBEDDING_MODEL } from '#platform/ai/localEmbeddings.ts';
import type { Database } from '#platform/database/database.ts';
import type { JobAttempt, JobQueue, Postponed } from '#platform/jobs.ts';
import type { Log } from '#platform/log.ts';
import type { DocumentErrorCode } from '#shared/errors.ts';
import { DOCUMENT_ERROR_MESSAGES } from './documentErrors.ts';
import { type EmbeddedBatch, embedChunks } from './embedChunks.ts';
import type { FileStore } from './fileStore.ts';
import {
  type Batch,
  claimTask,
  completeDocument,
  type DocumentKey,
  failDocument,
  readStoredText,
  refreshDocument,
  type StoredText,
  showProgress,
  storeBatch,
  storedChunkIndices,
  storeLastBatch,
  type Task,
} from './ingestionStore.ts';
import { createIngestionThread, type IngestionThread } from './ingestionThread/startThread.ts';
import { DocumentError } from './parsing/parsedDocument.ts';
import type { ParserProgress } from './parsing/parserLines.ts';
import { takePlace } from './takePlace.ts';
import { awaySeconds, openUserPresence, type UserPresence } from './userPresence.ts';

export type IngestionParts = { database: Database; files: FileStore; embedder: Embedder; log: Log };

/** Processes that share the files share the queue. */
export function ingestionQueueName(files: FileStore): string {
  return `documents-${files.id}`;
}

/** Attempts that end with their process. Those that fail are counted by themselves: a server that restarts is no fault of a document's. */
const RETRIES = 50;
/** How often a document is tried again after a failure, and after how many seconds first; the time doubles. */
const FAILURES = { count: 5, firstSeconds: 2 } as const;
/** Documents that one process has under way: more than it can read at once, since embedding them is waiting. */
const CONCURRENCY = 6;
/** How often, and after how many seconds first, a document waits for a provider that is out of order: an hour in all. */
const POSTPONEMENTS = { count: 8, firstSeconds: 30, longestSeconds: 900 } as const;

export type IngestionOptions = {
  pace?: Partial<Pace>;
  postponements?: { count: number; firstSeconds: number };
};

type Work = IngestionParts & { thread: IngestionThread; pacer: EmbeddingPacer };

const dataSchema = z.object({
  userId: z.uuid(),
  documentId: z.uuid(),
  /** How often this document has waited for the provider. */
  postponed: z.number().int().nonnegative().default(0),
  /** How often reading it has failed for a reason that may pass. */
  failed: z.number().int().nonnegative().default(0),
  /** How often its user was suspended, or leaving, when it was its turn. */
  away: z.number().int().nonnegative().default(0),
});

/** The queue, and what it needs that is to be closed after it. */
export type Ingestion = { queue: JobQueue; close(): void };

/**
 * The job that makes an uploaded file searchable: reads it in a process of its own, divides it, embeds and stores its
 * chunks in batches, and shows them all at once. Each step finds what an earlier attempt has done and goes on from there.
 * Of a document that has been read it embeds anew what another model than the present one embedded.
 */
export function createIngestion(parts: IngestionParts, options: IngestionOptions = {}): Ingestion {
  const thread = createIngestionThread();
  const pacer = createEmbeddingPacer(bulkEmbedder(parts.embedder, thread), options.pace);
  const work: Work = { ...parts, thread, pacer };
  const presence = openUserPresence(parts.database);
  const postponements = { ...POSTPONEMENTS, ...options.postponements };
  const queue: JobQueue = {
    name: ingestionQueueName(parts.files),
    retries: RETRIES,
    concurrency: CONCURRENCY,
    work: (attempt) => attemptWork(work, attempt, presence, postponements),
    giveUp: (data) => fail(parts, dataSchema.parse(data), 'internal'),
  };
  return {
    queue,
    close() {
      presence.close();
      thread.close();
    },
  };
}

/** What is computed here is computed on the thread. */
function bulkEmbedder(embedder: Embedder, thread: IngestionThread): Embedder {
  return {
    get model() {
      return embedder.model;
    },
    async embed(texts, signal) {
      const { model } = embedder;
      if (model !== LOCAL_EMBEDDING_MODEL) return embedder.embed(texts, signal);
      return (await thread.embed(texts)).map((vector) => ({ vector, model }));
    },
  };
}

async function attemptWork(
  work: Work,
  attempt: JobAttempt,
  presence: UserPresence,
  postponements: { count: number; firstSeconds: number; longestSeconds: number },
): Promise<void | Postponed> {
  const { postponed, failed, away, ...key } = dataSchema.parse(attempt.data);
  const stay = presence.enter(key.userId);
  const signal = AbortSignal.any([attempt.signal, stay.signal]);
  try {
    await ingest(work, key, signal);
  } catch (error) {
    if (stay.signal.aborted || error instanceof UserAway) {
      return { againInSeconds: awaySeconds(away), data: { ...key, failed, postponed, away: away + 1 } };
    }
    // Deleted, or another process has it by now.
    if (signal.aborted || error instanceof DocumentGone) return undefined;
    if (error instanceof EmbeddingError && error.temporary && postponed < postponements.count) {
      const { firstSeconds, longestSeconds } = postponements;
      const seconds = Math.min(firstSeconds * 2 ** postponed, longestSeconds);
      const againInSeconds = Math.max(seconds, error.retryAfterSeconds ?? 0);
      work.log.warn({ err: error, ...key, againInSeconds }, 'a document waits for its embeddings');
      return { againInSeconds, data: { ...key, failed, postponed: postponed + 1 } };
    }
    const code = finalCode(error, failed >= FAILURES.count);
    work.log.warn({ err: error, ...key, code }, 'a document was not read');
    if (code === null) {
      const againInSeconds = FAILURES.firstSeconds * 2 ** failed;
      return { againInSeconds, data: { ...key, postponed, failed: failed + 1 } };
    }
    await fail(work, key, code);
  } finally {
    stay.end();
  }
  return undefined;
}

/** There is nobody any more to read the document for. */
class DocumentGone extends Error {}

/** The person is suspended or leaving: the document waits. */
class UserAway extends Error {}

async function ingest(work: Work, key: DocumentKey, signal: AbortSignal): Promise<void> {
  const { database, files, pacer } = work;
  const task = await claimTask(database, key);
  if (task === 'user away') throw new UserAway();
  if (task === null || (task.isRead && task.embeddingModel === pacer.model)) return;
  const document = await readDocument(work, key, task, signal);
  for await (const batch of embedChunks(work, document, await chunksDone(work, key, document), signal)) {
    if (task.isRead) await refreshDocument(database, key, batch.chunks);
    else for (const id of await store(work, key, task, document, batch)) await files.remove(key.userId, id);
  }
}

/** `parsed` is null once the text is in the database. */
type ReadDocument = StoredText & { parsed: Batch['parsed'] };

async function readDocument(
  { database, files, thread }: Work,
  key: DocumentKey,
  { mimeType, hasText }: Task,
  signal: AbortSignal,
): Promise<ReadDocument> {
  const stored = hasText ? await database.withUser(key.userId, (tx) => readStoredText(tx, key)) : null;
  if (stored !== null) return { ...stored, parsed: null };
  const onProgress = progressWriter(database, key);
  const path = files.pathOf(key.userId, key.documentId);
  const parsed = await thread.parse({ userId: key.userId, path, mimeType }, { signal, onProgress });
  return { ...parsed, parsed };
}

/** What one reads of a running bar: once a second is often enough. */
const PROGRESS_MS = 1_000;

function progressWriter(database: Database, key: DocumentKey): (progress: ParserProgress) => void {
  let last = Date.now();
  return ({ step, ratio }) => {
    if (Date.now() - last < PROGRESS_MS) return;
    last = Date.now();
    // A step that is not shown is no reason not to go on.
    showProgress(database, key, step, ratio).catch(() => {});
  };
}

/** Chunks that are there already, by the present model. */
function chunksDone({ database, pacer }: Work, key: DocumentKey, { parsed }: ReadDocument) {
  if (parsed !== null) return new Set<number>();
  return database.withUser(key.userId, (tx) => storedChunkIndices(tx, key, pacer.model));
}

/**
 * Writes a batch; with the last one the document is searchable. The text goes in with the first, so that it is not read
 * twice.
 * @returns the documents whose place this one took: their files may go
 */
async function store(
  { database }: Work,
  key: DocumentKey,
  { replaces }: Task,
  document: ReadDocument,
  { chunks, ratio, isLast }: EmbeddedBatch,
): Promise<string[]> {
  const write = isLast && !replaces ? storeLastBatch : storeBatch;
  if (!(await write(database, key, { chunks, ratio, parsed: document.parsed }))) throw new DocumentGone();
  document.parsed = null;
  if (!isLast || !replaces) return [];
  return database.withChanges(key.userId, 1, async (tx, seqs) => {
    if (!(await completeDocument(tx, key, seqs))) throw new DocumentGone();
    return takePlace(tx, key);
  });
}

/** What the document's row is to say; null when another attempt may do better. */
function finalCode(error: unknown, isLast: boolean): DocumentErrorCode | null {
  if (error instanceof DocumentError && error.code !== 'internal') return error.code;
  if (error instanceof EmbeddingError) return 'embedding_failed';
  return isLast ? 'internal' : null;
}

async function fail({ database }: IngestionParts, key: DocumentKey, code: DocumentErrorCode): Promise<void> {
  const error = { code, message: DOCUMENT_ERROR_MESSAGES[code] };
  await database
    .withChanges(key.userId, 1, (tx, seqs) => failDocument(tx, key, seqs, error))
    .catch((cause: unknown) => {
      // Deleted with its owner in the meantime: there is nobody left to tell.
      if (!(cause instanceof Error && /does not exist/.test(cause.message))) throw cause;
    });
}
