import type { Citation } from '#shared/entities.ts';

export type Passage = { start: number; end: number };

/**
 * Where a citation's words stand in a text: at its offsets, else at the nearest place that has the same words. Null when
 * the text does not have them, which has to be said rather than pointed at something else.
 */
export function locatePassage(text: string, { start, end, quote }: Citation): Passage | null {
  if (quote === '') return null;
  if (text.slice(start, end) === quote) return { start, end };
  const after = text.indexOf(quote, start);
  const before = text.lastIndexOf(quote, start);
  const found = [before, after]
    .filter((at) => at >= 0)
    .sort((a, b) => Math.abs(a - start) - Math.abs(b - start));
  const [nearest] = found;
  return nearest === undefined ? null : { start: nearest, end: nearest + quote.length };
}
