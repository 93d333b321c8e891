import { EMBEDDING_DIMENSIONS } from '../../../server/platform/ai/embedder.ts';

/** The same numbers in every run (mulberry32), 0 to 1. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const VOCABULARY = 20_000;
const TOPICS = 300;
const TOPIC_WORDS = 80;
const CHUNK_WORDS = 110;
const SYLLABLES = 'ba ce di fo gu la me ni po ru sa te vi zo tra cle pri blo tan mer gil son dur ves'.split(
  ' ',
);

/** Texts as a library has them: few words often, most seldom (Zipf), half of a chunk's from its topic. */
export function createTexts(random: () => number): { chunk(): string; question(text: string): string } {
  const at = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const vocabulary = Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => at(SYLLABLES)).join(''),
  );
  const common = () => vocabulary[Math.floor(VOCABULARY ** random()) - 1] ?? '';
  const topics = Array.from({ length: TOPICS }, () =>
    Array.from({ length: TOPIC_WORDS }, () => at(vocabulary)),
  );
  return {
    chunk() {
      const topic = at(topics) ?? [];
      return Array.from({ length: CHUNK_WORDS }, () => (random() < 0.5 ? at(topic) : common())).join(' ');
    },
    question(text) {
      const words = text.split(' ');
      const start = Math.floor(random() * (words.length - 12));
      return words
        .slice(start, start + 12)
        .filter(() => random() < 0.6)
        .join(' ');
    },
  };
}

const CLUSTERS = 250;

/**
 * Vectors as models make them: in clusters, all leaning in one direction, most of their variance in few dimensions.
 * @returns a maker of vectors of length 1
 */
export function createModelVectors(random: () => number): () => Float32Array {
  const spread = Float32Array.from({ length: EMBEDDING_DIMENSIONS }, (_, i) => (i + 1) ** -0.35);
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const draw = () => spread.map((deviation) => deviation * gaussian());
  const lean = draw();
  const centres = Array.from({ length: CLUSTERS }, draw);
  return () => {
    const centre = centres[Math.floor(random() * CLUSTERS)] ?? lean;
    const own = draw();
    const vector = own.map((value, i) => 0.7 * value + 0.6 * (centre[i] ?? 0) + 0.5 * (lean[i] ?? 0));
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
}
