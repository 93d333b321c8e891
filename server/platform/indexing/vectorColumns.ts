import { toSql } from 'pgvector';
import { EMBEDDING_DIMENSIONS } from '../ai/embedder.ts';

/** The smallest power of two that holds a vector: what the Hadamard transform works on. */
const TRANSFORM_SIZE = 2048;

/** A vector as PostgreSQL reads it, in single precision. */
export function vectorLiteral(vector: Float32Array): string {
  return String(toSql(Array.from(vector, (value) => Number(value.toPrecision(7)))));
}

/**
 * The signs of a vector after a fixed pseudo-random rotation, as `bit(1536)` reads them. Their Hamming distance grows
 * with the angle between two vectors (Charikar's SimHash). Without the rotation sparse vectors, such as the local
 * embeddings of short texts, would be compared by their zeros.
 */
export function signBits(vector: Float32Array): string {
  return bitsOf(rotated(vector));
}

/** A vector as sums and differences of weights: bit n of plane p says with which sign its weight enters value n. */
export type SignPlanes = { planes: string[]; weights: number[] };

const PLANES = 3;

/**
 * A question's rotated vector, three bits a value: each plane holds the signs of what the planes before have left over.
 * Compared with the signs of a stored vector it errs half as much as its own signs alone would, since only one side is
 * rounded to signs (asymmetric distance).
 */
export function signPlanes(vector: Float32Array): SignPlanes {
  const rest = rotated(vector);
  const planes: string[] = [];
  const weights: number[] = [];
  for (let plane = 0; plane < PLANES; plane += 1) {
    const weight = rest.reduce((sum, value) => sum + Math.abs(value), 0) / rest.length;
    planes.push(bitsOf(rest));
    weights.push(weight);
    for (let i = 0; i < rest.length; i += 1) {
      const value = rest[i] ?? 0;
      rest[i] = value - (value > 0 ? weight : -weight);
    }
  }
  return { planes, weights };
}

/** In hexadecimal: a quarter as much to write and to read. */
function bitsOf(values: Float32Array): string {
  const bytes = Buffer.alloc(values.length / 8);
  for (let i = 0; i < bytes.length; i += 1) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit += 1) byte = 2 * byte + ((values[8 * i + bit] ?? 0) > 0 ? 1 : 0);
    bytes[i] = byte;
  }
  return `x${bytes.toString('hex')}`;
}

function rotated(vector: Float32Array): Float32Array {
  const values = new Float32Array(TRANSFORM_SIZE);
  for (let i = 0; i < vector.length; i += 1) values[i] = (vector[i] ?? 0) * (FIRST_FLIPS[i] ?? 1);
  hadamard(values);
  for (let i = 0; i < TRANSFORM_SIZE; i += 1) values[i] = (values[i] ?? 0) * (SECOND_FLIPS[i] ?? 1);
  hadamard(values);
  return values.subarray(0, EMBEDDING_DIMENSIONS);
}

/** The fast Walsh-Hadamard transform, in place and not normalised: signs do not mind. */
function hadamard(values: Float32Array): void {
  for (let half = 1; half < values.length; half *= 2) {
    for (let block = 0; block < values.length; block += 2 * half) {
      for (let i = block; i < block + half; i += 1) {
        const a = values[i] ?? 0;
        const b = values[i + half] ?? 0;
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
  }
}

/** Fixed for ever: stored signs depend on it. */
function flips(seed: number): Int8Array {
  let state = seed;
  return Int8Array.from({ length: TRANSFORM_SIZE }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state & 0x40000000 ? 1 : -1;
  });
}

const FIRST_FLIPS = flips(20_261_122);
const SECOND_FLIPS = flips(15_361_536);
