import { v7 as uuidv7 } from 'uuid';
import { chunkWords } from '#platform/indexing/indexedChunk.ts';
import { signBits } from '#platform/indexing/vectorColumns.ts';
import type { IndexedBatch, Tasks } from './threadMessages.ts';

/** Makes chunks findable: adds their words and the signs of their vectors. */
export function indexBatch({ chunks, language, vectors, model }: Tasks['index']['input']): IndexedBatch {
  const rows = chunks.map((chunk, i) => {
    const { tsv, termCount } = chunkWords(chunk, language);
    return {
      place: i + 1,
      id: uuidv7(),
      chunk_index: chunk.index,
      chunk_text: chunk.text,
      gap_before: chunk.gapBefore,
      page: chunk.page,
      start_offset: chunk.start,
      end_offset: chunk.end,
      heading_path: chunk.headingPath,
      term_count: termCount,
      embedding_model: model,
      signs: signBits(vectors[i] ?? new Float32Array()),
      tsv,
    };
  });
  return { rows: JSON.stringify(rows), vectors: vectorArray(vectors) };
}

const HEADER_BYTES = 20;
const ITEM_HEADER_BYTES = 8;
const FLOAT_BYTES = 4;

/**
 * `vector[]` in PostgreSQL's binary form (array_recv): dimensions, no nulls, a type that is left open since extensions'
 * types have no fixed number, the length and the lower bound; then each vector after its length, in pgvector's form
 * (vector_recv): its dimensions, two bytes unused, the numbers. As text they would be thrice as long, and take ten times.
 */
function vectorArray(vectors: readonly Float32Array[]): Uint8Array {
  const size = vectors.reduce(
    (sum, { length }) => sum + ITEM_HEADER_BYTES + length * FLOAT_BYTES,
    HEADER_BYTES,
  );
  // Of its own memory, which can be handed to another thread.
  const bytes = Buffer.from(new ArrayBuffer(size));
  for (const [n, value] of [1, 0, 0, vectors.length, 1].entries()) bytes.writeInt32BE(value, 4 * n);
  let at = HEADER_BYTES;
  for (const vector of vectors) {
    bytes.writeInt32BE(4 + vector.byteLength, at);
    bytes.writeInt16BE(vector.length, at + 4);
    const numbers = bytes.subarray(at + ITEM_HEADER_BYTES, at + ITEM_HEADER_BYTES + vector.byteLength);
    numbers.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
    numbers.swap32();
    at += ITEM_HEADER_BYTES + vector.byteLength;
  }
  return bytes;
}
