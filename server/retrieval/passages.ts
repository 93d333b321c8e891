import { words } from '#platform/text/words.ts';
import type { ChunkRow } from './store.ts';

export type ScoredChunk = ChunkRow & { score: number };

/** Chunks that share more of their words than this say the same. */
const DUPLICATE_SHARE = 0.9;

/** The best chunks, without those that only repeat a better one: copies of a document do not fill the list. */
export function withoutDuplicates(chunks: readonly ScoredChunk[], limit: number): ScoredChunk[] {
  const kept: { chunk: ScoredChunk; words: ReadonlySet<string> }[] = [];
  for (const chunk of chunks) {
    if (kept.length === limit) break;
    const own = new Set(words(chunk.text).map((word) => word.folded));
    if (!kept.some((other) => overlap(own, other.words) > DUPLICATE_SHARE)) kept.push({ chunk, words: own });
  }
  return kept.map(({ chunk }) => chunk);
}

/** Jaccard's: the share of common words among all. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0 || a.size < b.size * DUPLICATE_SHARE || b.size < a.size * DUPLICATE_SHARE)
    return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return common / (a.size + b.size - common);
}
