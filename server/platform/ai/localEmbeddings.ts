import { isFrequentWord, isFunctionWord } from '../text/functionWords.ts';
import { characterNgrams } from '../text/ngrams.ts';
import { stem } from '../text/stem.ts';
import { type Word, words } from '../text/words.ts';

export const LOCAL_EMBEDDING_MODEL = 'local-hash-1';
export const LOCAL_EMBEDDING_DIMENSIONS = 1536;

/** What each kind of feature weighs beside a word's stem. */
const WEIGHTS = { exactWord: 0.5, stem: 1, ngrams: 0.9, pair: 0.5, functionWord: 0.05 } as const;
const CACHE_SIZE = 30_000;

/** The features of one word, hashed: where they go in the vector (with the sign) and how much they weigh. */
type Features = {
  slots: Int16Array;
  signs: Int8Array;
  weights: Float32Array;
  /** What the word is called in a pair; null for function words, which pairs pass over. */
  pairHash: number | null;
};
const cache = new Map<string, Features>();

/**
 * Embeds texts without a model: each word, its Spanish and English stem, its character n-grams and the pairs of
 * neighbouring content words are hashed with a sign into 1536 dimensions ("feature hashing", Weinberger et al. 2009),
 * counted sublinearly, rare-looking words weighing more. Deterministic; vectors have length 1, of an empty text 0.
 */
export function embedLocally(texts: readonly string[]): Float32Array[] {
  return texts.map(embedText);
}

function embedText(text: string): Float32Array {
  const vector = new Float32Array(LOCAL_EMBEDDING_DIMENSIONS);
  const counts = new Map<Features, number>();
  const pairs = new Map<number, number>();
  let previous: number | null = null;
  for (const word of words(text)) {
    const features = featuresOf(word);
    counts.set(features, (counts.get(features) ?? 0) + 1);
    if (features.pairHash === null) continue;
    if (previous !== null) {
      const pair = mixed(Math.imul(previous, 0x01000193) ^ features.pairHash);
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    previous = features.pairHash;
  }
  for (const [features, count] of counts) addFeatures(vector, features, 1 + Math.log(count));
  for (const [pair, count] of pairs) addHashed(vector, pair, WEIGHTS.pair * (1 + Math.log(count)));
  return normalised(vector);
}

function addFeatures(vector: Float32Array, features: Features, factor: number): void {
  const { slots, signs, weights } = features;
  for (let i = 0; i < slots.length; i += 1) {
    const slot = slots[i] ?? 0;
    vector[slot] = (vector[slot] ?? 0) + (signs[i] ?? 0) * (weights[i] ?? 0) * factor;
  }
}

function addHashed(vector: Float32Array, hash: number, weight: number): void {
  const slot = hash % LOCAL_EMBEDDING_DIMENSIONS;
  vector[slot] = (vector[slot] ?? 0) + (hash & 0x80000000 ? -weight : weight);
}

function featuresOf(word: Word): Features {
  const known = cache.get(word.text);
  if (known !== undefined) return known;
  const features = { ...hashed(weighted(word)), pairHash: pairHashOf(word) };
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(word.text, features);
  return features;
}

function pairHashOf(word: Word): number | null {
  if (word.kind !== 'word') return hashOf(word.folded);
  return isFunctionWord(word.folded) ? null : hashOf(stem(word.text, 'es'));
}

function weighted(word: Word): Map<string, number> {
  const rarity = rarityOf(word);
  if (word.kind !== 'word') return new Map([[`w:${word.folded}`, 2 * rarity]]);
  if (isFunctionWord(word.folded)) return new Map([[`w:${word.folded}`, WEIGHTS.functionWord]]);
  const features = new Map([[`w:${word.folded}`, WEIGHTS.exactWord * rarity]]);
  // The stem of both languages: a short question does not always show which one it is in.
  for (const language of ['es', 'en'] as const) {
    const feature = `s:${stem(word.text, language)}`;
    features.set(feature, (features.get(feature) ?? 0) + (WEIGHTS.stem / 2) * rarity);
  }
  const grams = characterNgrams(word.folded.slice(0, 40), 4, 5);
  for (const gram of grams) {
    features.set(
      `n:${gram}`,
      (features.get(`n:${gram}`) ?? 0) + (WEIGHTS.ngrams * rarity) / Math.sqrt(grams.length),
    );
  }
  return features;
}

/** How telling a word is, without a corpus to count in: long words and names are rarer than short and common ones. */
function rarityOf(word: Word): number {
  if (word.kind !== 'word') return 1;
  if (isFrequentWord(word.folded)) return 0.4;
  const byLength = Math.min(1.3, 0.6 + 0.07 * word.folded.length);
  return byLength;
}

function hashed(features: ReadonlyMap<string, number>): Omit<Features, 'pairHash'> {
  const slots = new Int16Array(features.size);
  const signs = new Int8Array(features.size);
  const weights = new Float32Array(features.size);
  let i = 0;
  for (const [feature, weight] of features) {
    const hash = hashOf(feature);
    slots[i] = hash % LOCAL_EMBEDDING_DIMENSIONS;
    signs[i] = hash & 0x80000000 ? -1 : 1;
    weights[i] = weight;
    i += 1;
  }
  return { slots, signs, weights };
}

/** FNV-1a, mixed. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixed(hash);
}

/** The final mix of MurmurHash3: afterwards slot and sign are independent. */
function mixed(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return (second ^ (second >>> 16)) >>> 0;
}

function normalised(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return vector;
  const factor = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i += 1) vector[i] = (vector[i] ?? 0) * factor;
  return vector;
}
