import type { EmbeddingPacer } from '#platform/ai/embeddingPacer.ts';
import { createBreather } from '#platform/breathe.ts';
import { indexChunk, indexedText } from '../retrieval/index.ts';
import type { IndexedChunk, StoredText } from './ingestionStore.ts';
import type { ChunkSpan } from './parsing/parsedDocument.ts';

/** `total`: of all chunks, those that are done after this batch, 0 to 1. */
export type EmbeddedBatch = { chunks: IndexedChunk[]; ratio: number; isLast: boolean };

type TextChunk = ChunkSpan & { text: string; gapBefore: string };

/**
 * Embeds the chunks of a document that `done` does not have yet, batch by batch. There is always a last batch, if an
 * empty one.
 */
export async function* embedChunks(
  pacer: EmbeddingPacer,
  { text, language, chunks }: StoredText,
  done: ReadonlySet<number>,
  signal: AbortSignal,
): AsyncGenerator<EmbeddedBatch> {
  const breathe = createBreather();
  const missing = chunks
    .filter(({ index }) => !done.has(index))
    .map(
      (chunk): TextChunk => ({
        ...chunk,
        text: text.slice(chunk.start, chunk.end),
        gapBefore: text.slice(chunks[chunk.index - 1]?.end ?? 0, chunk.start),
      }),
    );
  const batches = pacer.batches(missing, indexedText);
  if (batches.length === 0) yield { chunks: [], ratio: 1, isLast: true };
  let count = chunks.length - missing.length;
  for (const [at, batch] of batches.entries()) {
    signal.throwIfAborted();
    const embeddings = await pacer.embed(batch.map(indexedText), signal);
    const indexed: IndexedChunk[] = [];
    for (const [i, embedding] of embeddings.entries()) {
      await breathe();
      const chunk = batch[i];
      if (chunk !== undefined) indexed.push({ ...chunk, ...indexChunk(chunk, language, embedding) });
    }
    count += batch.length;
    yield { chunks: indexed, ratio: count / chunks.length, isLast: at === batches.length - 1 };
  }
}
