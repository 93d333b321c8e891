import OpenAI, { APIError } from 'openai';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { boundedFetch } from './boundedFetch.ts';
import {
  EMBEDDING_DIMENSIONS,
  type Embedder,
  type Embedding,
  EmbeddingError,
  localEmbedder,
} from './embedder.ts';

const TIMEOUT_MS = 60_000;
/** After a provider without embeddings was found out, this long is not asked again. */
const RECHECK_MS = 10 * 60_000;

/** Embeddings of the connected provider; the local ones where it has none. */
export function createOpenAiEmbedder(ai: Config['ai'], log: Log): Embedder {
  const client = new OpenAI({
    apiKey: ai.apiKey ?? 'none',
    baseURL: ai.baseUrl ?? 'https://api.openai.com/v1',
    maxRetries: 0,
    timeout: TIMEOUT_MS,
    fetch: boundedFetch,
    logLevel: 'off',
  });
  let localUntil = 0;
  return {
    async embed(texts, signal) {
      if (texts.length === 0 || Date.now() < localUntil) return localEmbedder.embed(texts);
      try {
        return await requestEmbeddings(client, ai.embeddingModel, texts, signal);
      } catch (error) {
        if (!hasNoEmbeddings(error)) throw toEmbeddingError(error);
        log.warn(
          { err: error, model: ai.embeddingModel },
          'the provider has no embeddings: the local ones are used',
        );
        localUntil = Date.now() + RECHECK_MS;
        return localEmbedder.embed(texts);
      }
    },
  };
}

async function requestEmbeddings(
  client: OpenAI,
  model: string,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Embedding[]> {
  const { data } = await client.embeddings.create(
    { model, input: [...texts], encoding_format: 'float' },
    signal === undefined ? {} : { signal },
  );
  const vectors = [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => padded(embedding));
  if (vectors.length !== texts.length) {
    throw new EmbeddingError('The provider gave another number of vectors than texts.', { temporary: true });
  }
  return vectors.map((vector) => ({ vector, model }));
}

/** Zeros change neither lengths nor angles; a longer vector has no place in the database. */
function padded(values: readonly number[]): Float32Array {
  if (values.length > EMBEDDING_DIMENSIONS) {
    throw new EmbeddingError(
      `EMBEDDING_MODEL gives vectors of ${values.length} numbers; at most ${EMBEDDING_DIMENSIONS} can be stored.`,
      { temporary: false },
    );
  }
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new EmbeddingError('The provider gave a vector that is none.', { temporary: true });
  }
  const vector = new Float32Array(EMBEDDING_DIMENSIONS);
  vector.set(values);
  return vector;
}

/** Chat-only servers answer an unknown path or model like this. */
function hasNoEmbeddings(error: unknown): boolean {
  return isApiError(error) && [404, 405, 501].includes(error.status ?? 0);
}

function toEmbeddingError(error: unknown): EmbeddingError {
  if (error instanceof EmbeddingError) return error;
  const status = isApiError(error) ? error.status : undefined;
  const temporary = status === undefined || status === 408 || status === 429 || status >= 500;
  const seconds = isApiError(error) ? Number(error.headers?.get('retry-after')) : 0;
  return new EmbeddingError('The embeddings could not be had.', {
    temporary,
    retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) : undefined,
    cause: error,
  });
}

function isApiError(error: unknown): error is APIError {
  return error instanceof APIError;
}
