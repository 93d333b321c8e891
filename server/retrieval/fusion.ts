import type { FoundChunk } from './store.ts';

/** How much the words' leg counts beside the vectors'. */
const WORDS_WEIGHT = 0.5;

/**
 * One score for each chunk that a leg found: both legs' scores, scaled to 0..1 by what each found itself ("min-max"
 * with a floor of 0, so that a leg's last find is still a find), in a weighted mean.
 */
export function fuse(chunks: readonly FoundChunk[]): Map<string, number> {
  const fused = new Map<string, number>();
  for (const [leg, weight] of [
    ['words', WORDS_WEIGHT],
    ['vectors', 1 - WORDS_WEIGHT],
  ] as const) {
    const best = Math.max(...chunks.map((chunk) => chunk[leg]?.score ?? 0), Number.MIN_VALUE);
    for (const { id, [leg]: place } of chunks)
      fused.set(id, (fused.get(id) ?? 0) + (weight * Math.max(place?.score ?? 0, 0)) / best);
  }
  return fused;
}
