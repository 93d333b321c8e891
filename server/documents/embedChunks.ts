import type { Embedding } from '#platform/ai/embedder.ts';
import type { EmbeddingPacer } from '#platform/ai/embeddingPacer.ts';
import { createBreather } from '#platform/breathe.ts';
import { chunkWords, indexedText, signBits } from '../retrieval/index.ts';
import type { IndexedChunk } from './chunkStatements.ts';
import type { StoredText } from './ingestionStore.ts';
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
  let next = ahead(pacer, batches[0], signal);
  for (const [at, batch] of batches.entries()) {
    signal.throwIfAborted();
    const embeddings = await next;
    next = ahead(pacer, batches[at + 1], signal);
    const indexed: IndexedChunk[] = [];
    for (const [i, embedding] of embeddings.entries()) {
      await breathe();
      const chunk = batch[i];
      if (chunk === undefined) continue;
      const signs = signBits(embedding.vector);
      indexed.push({ ...chunk, ...chunkWords(chunk, language), embedding, signs });
    }
    count += batch.length;
    yield { chunks: indexed, ratio: count / chunks.length, isLast: at === batches.length - 1 };
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
