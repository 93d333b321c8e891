import type { Embedding } from '#platform/ai/embedder.ts';
import type { EmbeddingPacer } from '#platform/ai/embeddingPacer.ts';
import { indexedText } from '#platform/indexing/indexedChunk.ts';
import type { StoredText } from './ingestionStore.ts';
import type { IngestionThread } from './ingestionThread/startThread.ts';
import type { IndexedBatch, TextChunk } from './ingestionThread/threadMessages.ts';

/** `total`: of all chunks, those that are done after this batch, 0 to 1. */
export type EmbeddedBatch = { chunks: IndexedBatch; ratio: number; isLast: boolean };

/**
 * Embeds the chunks of a document that `done` does not have yet, batch by batch. There is always a last batch, if an
 * empty one.
 */
export async function* embedChunks(
  { pacer, thread }: { pacer: EmbeddingPacer; thread: IngestionThread },
  { text, language, chunks }: StoredText,
  done: ReadonlySet<number>,
  signal: AbortSignal,
): AsyncGenerator<EmbeddedBatch> {
  const missing = chunks
    .filter(({ index }) => !done.has(index))
    .map(
      (chunk): TextChunk => ({
        ...chunk,
        text: text.slice(chunk.start, chunk.end),
        gapBefore: text.slice(chunks[chunk.index - 1]?.end ?? 0, chunk.start),
      }),
    );
  // One that is empty where there is nothing to do: it is the last all the same.
  const batches = missing.length === 0 ? [[]] : pacer.batches(missing, indexedText);
  let count = chunks.length - missing.length;
  let next = ahead(pacer, batches[0], signal);
  for (const [at, batch] of batches.entries()) {
    signal.throwIfAborted();
    const embeddings = await next;
    next = ahead(pacer, batches[at + 1], signal);
    const vectors = embeddings.map(({ vector }) => vector);
    const model = embeddings[0]?.model ?? pacer.model;
    const indexed = await thread.index({ chunks: batch, language, vectors, model });
    count += batch.length;
    yield { chunks: indexed, ratio: count / Math.max(chunks.length, 1), isLast: at === batches.length - 1 };
  }
}

/** A batch on its way while the one before it is written; that it failed is told when it is asked for. */
function ahead(
  pacer: EmbeddingPacer,
  batch: readonly TextChunk[] | undefined,
  signal: AbortSignal,
): Promise<Embedding[]> {
  const embeddings = pacer.embed((batch ?? []).map(indexedText), signal);
  embeddings.catch(() => {});
  return embeddings;
}
