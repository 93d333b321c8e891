import type { CheckStep } from '../cache/rowSums.ts';
import { logError } from '../log.ts';

/** Files are damaged while an app is closed rather than while it runs. */
const CHECK_EVERY_MS = 3_600_000;

type Awaitable<T> = T | Promise<T>;
type CheckedCache = { checkRows(from: string): Awaitable<CheckStep>; healRows(): Awaitable<void> };

/**
 * Looks through the rows of a cache that has caught up, the first time and then once an hour, step by step, so that
 * reads come in between. The promise is true when rows were missing or not as they were written: then the cache stands
 * at the start of a new download, which the caller pulls. Rejects with a CacheError.
 */
export function createCacheCheck(cache: CheckedCache): (signal: AbortSignal) => Promise<boolean> {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking = false;

  async function isWhole(signal: AbortSignal): Promise<boolean> {
    let from: string | undefined = '';
    while (from !== undefined && !signal.aborted) {
      const step: CheckStep = await cache.checkRows(from);
      if (!step.whole) return false;
      from = step.next;
    }
    if (!signal.aborted) checkedAt = performance.now();
    return true;
  }

  return async (signal) => {
    if (checking || signal.aborted || performance.now() - checkedAt < CHECK_EVERY_MS) return false;
    checking = true;
    try {
      if (await isWhole(signal)) return false;
      logError('the cache is downloaded again', 'rows were missing or not as they were written');
      await cache.healRows();
      return true;
    } finally {
      checking = false;
    }
  };
}
