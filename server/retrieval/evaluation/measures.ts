/** How well rankings answer their questions: the share with the answer first or among the first five, and its mean place. */
export type Quality = { questions: number; hit1: number; hit5: number; mrr: number; ndcg10: number };

/** The quality of rankings, given the place of the answer in each, from 1; null: it was not found. */
export function qualityOf(places: readonly (number | null)[]): Quality {
  const mean = (gain: (place: number) => number) =>
    places.reduce<number>((sum, place) => sum + (place === null ? 0 : gain(place)), 0) / places.length;
  return {
    questions: places.length,
    hit1: mean((place) => (place === 1 ? 1 : 0)),
    hit5: mean((place) => (place <= 5 ? 1 : 0)),
    mrr: mean((place) => 1 / place),
    ndcg10: mean((place) => (place <= 10 ? 1 / Math.log2(place + 1) : 0)),
  };
}
