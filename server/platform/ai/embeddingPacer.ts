import pLimit from 'p-limit';
import { type Embedder, type Embedding, EmbeddingError } from './embedder.ts';

export type Pace = {
  /** Requests under way at once, whoever they are for. */
  concurrency: number;
  texts: number;
  /** Estimated tokens of one request. */
  tokens: number;
  /** Tries of one request, and the first delay between them, which doubles. */
  attempts: number;
  firstDelayMs: number;
  /** Who is told to wait longer does not wait here. */
  longestDelayMs: number;
};

const PACE: Pace = {
  concurrency: 2,
  texts: 64,
  tokens: 20_000,
  attempts: 6,
  firstDelayMs: 500,
  longestDelayMs: 60_000,
};
/** What a token is at the least, in UTF-16 units, of most texts. */
const UNITS_PER_TOKEN = 3;

/** Embeds what there is much of, in the provider's own time. */
export type EmbeddingPacer = {
  readonly model: string;
  /** Divides texts into as many as one request may have. */
  batches<T>(items: readonly T[], textOf: (item: T) => string): T[][];
  /**
   * Embeds one batch: tries again what may pass, after the time that the provider names or one that grows, and divides
   * what it finds too large. A provider that asks for fewer requests is left alone by everybody.
   * @throws EmbeddingError when it did not become anything, or the signal's reason
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]>;
};

export function createEmbeddingPacer(embedder: Embedder, changes: Partial<Pace> = {}): EmbeddingPacer {
  const pace = { ...PACE, ...changes };
  const limit = pLimit(pace.concurrency);
  let pausedUntil = 0;

  async function attempt(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]> {
    for (let tried = 1; ; tried += 1) {
      while (pausedUntil > Date.now()) await delay(pausedUntil - Date.now(), signal);
      signal.throwIfAborted();
      try {
        return await limit(() => embedder.embed(texts, signal));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof EmbeddingError)) throw error;
        if (error.isInput && texts.length > 1) return await divided(texts, signal);
        const delayMs = delayOf(error, tried, pace);
        if (!error.temporary || tried >= pace.attempts || delayMs > pace.longestDelayMs) throw error;
        if (error.isRate) pausedUntil = Math.max(pausedUntil, Date.now() + delayMs);
        else await delay(delayMs, signal);
      }
    }
  }

  async function divided(texts: readonly string[], signal: AbortSignal): Promise<Embedding[]> {
    const middle = Math.ceil(texts.length / 2);
    const first = await attempt(texts.slice(0, middle), signal);
    return [...first, ...(await attempt(texts.slice(middle), signal))];
  }

  return {
    get model() {
      return embedder.model;
    },
    batches: (items, textOf) => batchesOf(items, textOf, pace),
    embed: attempt,
  };
}

function batchesOf<T>(items: readonly T[], textOf: (item: T) => string, { texts, tokens }: Pace): T[][] {
  const batches: T[][] = [];
  let current: T[] = [];
  let units = 0;
  for (const item of items) {
    const size = textOf(item).length;
    if (current.length > 0 && (current.length >= texts || units + size > tokens * UNITS_PER_TOKEN)) {
      batches.push(current);
      current = [];
      units = 0;
    }
    current.push(item);
    units += size;
  }
  return current.length === 0 ? batches : [...batches, current];
}

/** What the provider says; otherwise a time that doubles, half of it by chance, so that not all come back together. */
function delayOf({ retryAfterSeconds }: EmbeddingError, tried: number, { firstDelayMs }: Pace): number {
  if (retryAfterSeconds !== undefined) return retryAfterSeconds * 1_000;
  const longest = Math.min(firstDelayMs * 2 ** (tried - 1), 30_000);
  return longest / 2 + (Math.random() * longest) / 2;
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('the job was stopped'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
