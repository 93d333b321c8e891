import { words } from '#platform/text/words.ts';
import type { RankedChunk } from './ranking.ts';

/** Chunks that share more of their words than this say the same. */
const DUPLICATE_SHARE = 0.9;

/** The best chunks, without those that only repeat a better one: copies of a document do not fill the list. */
export function withoutDuplicates(chunks: readonly RankedChunk[], limit: number): RankedChunk[] {
  const kept: { chunk: RankedChunk; words: ReadonlySet<string> }[] = [];
  for (const chunk of chunks) {
    if (kept.length === limit) break;
    const own = new Set(words(chunk.text).map((word) => word.folded));
    if (!kept.some((other) => overlap(own, other.words) > DUPLICATE_SHARE)) kept.push({ chunk, words: own });
  }
  return kept.map(({ chunk }) => chunk);
}

/** In UTF-16 units: about three chunks. */
const MAX_MERGED_LENGTH = 3_000;

type Run = RankedChunk & { lastIndex: number };

/**
 * Chunks that follow each other in their document become one passage in the place of the better one, so that what
 * stands on both sides of a boundary is read together. Only on one page: a passage has one page number.
 */
export function withNeighboursMerged(chunks: readonly RankedChunk[]): RankedChunk[] {
  const merged: Run[] = [];
  for (const chunk of chunks) {
    const at = merged.findIndex((run) => areNeighbours(run, chunk));
    const run = merged[at];
    if (run === undefined) merged.push({ ...chunk, lastIndex: chunk.chunkIndex });
    else merged[at] = chunk.chunkIndex > run.chunkIndex ? appended(run, chunk) : prepended(chunk, run);
  }
  return merged;
}

function areNeighbours(run: Run, chunk: RankedChunk): boolean {
  return (
    run.documentId === chunk.documentId &&
    run.page === chunk.page &&
    (run.lastIndex + 1 === chunk.chunkIndex || chunk.chunkIndex + 1 === run.chunkIndex) &&
    run.text.length + chunk.text.length <= MAX_MERGED_LENGTH
  );
}

function appended(run: Run, next: RankedChunk): Run {
  return { ...run, text: run.text + next.gapBefore + next.text, end: next.end, lastIndex: next.chunkIndex };
}

function prepended(before: RankedChunk, run: Run): Run {
  const { chunkIndex, start, gapBefore, headingPath } = before;
  return { ...run, chunkIndex, start, gapBefore, headingPath, text: before.text + run.gapBefore + run.text };
}

/** Jaccard's: the share of common words among all. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0 || a.size < b.size * DUPLICATE_SHARE || b.size < a.size * DUPLICATE_SHARE)
    return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return common / (a.size + b.size - common);
}
