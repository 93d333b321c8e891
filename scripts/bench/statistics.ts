/** The value below which `share` (0 to 1) of the samples lie; NaN without samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The bare machine, and Kipux. */
export type Sides<T> = { floor: T; kipux: T };

/**
 * Runs two sides in turns, so that whatever else the machine does meets both alike. The first rounds warm up and do not
 * count.
 * @param sides each gives the times that one round took it, in milliseconds
 */
export async function alternate(
  sides: Sides<() => Promise<number[]>>,
  { warmUp, rounds }: { warmUp: number; rounds: number },
): Promise<Sides<number[]>> {
  const samples: Sides<number[]> = { floor: [], kipux: [] };
  const names = ['floor', 'kipux'] as const;
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const times = await sides[name]();
      if (round >= warmUp) samples[name].push(...times);
    }
  }
  return samples;
}
