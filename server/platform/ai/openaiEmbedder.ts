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
  const isLocal = () => Date.now() < localUntil;
  let encoding: Encoding = 'base64';
  let problem: string | undefined;
  const request = async (texts: readonly string[], signal: AbortSignal | undefined) => {
    try {
      return await requestEmbeddings(client, { model: ai.embeddingModel, encoding }, texts, signal);
    } catch (error) {
      if (encoding === 'float' || !isApiError(error) || error.status !== 400) throw error;
      // It may be the encoding that this server does not know.
      const plain = { model: ai.embeddingModel, encoding: 'float' } as const;
      const embeddings = await requestEmbeddings(client, plain, texts, signal);
      encoding = 'float';
      return embeddings;
    }
  };
  return {
    get model() {
      return isLocal() ? localEmbedder.model : ai.embeddingModel;
    },
    get problem() {
      return problem;
    },
    async embed(texts, signal) {
      if (texts.length === 0 || isLocal()) return localEmbedder.embed(texts);
      if (problem !== undefined) throw new EmbeddingError(problem, { temporary: false });
      try {
        return await request(texts, signal);
      } catch (error) {
        if (error instanceof TooLongVector) {
          problem = error.message;
          log.error({ model: ai.embeddingModel }, problem);
        }
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

type Encoding = 'base64' | 'float';

/** Vectors in base64 are a third of the size of numbers and are read at once; both are understood, whatever was asked. */
async function requestEmbeddings(
  client: OpenAI,
  { model, encoding }: { model: string; encoding: Encoding },
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Embedding[]> {
  const answer: unknown = await client.post('/embeddings', {
    body: { model, input: texts, encoding_format: encoding },
    ...(signal === undefined ? {} : { signal }),
  });
  const { data } = readAnswer(answer);
  const vectors = data
    .toSorted((a, b) => a.index - b.index)
    .map(({ embedding }) => padded(typeof embedding === 'string' ? decoded(embedding) : embedding));
  if (vectors.length !== texts.length) {
    throw new EmbeddingError('The provider gave another number of vectors than texts.', { temporary: true });
  }
  return vectors.map((vector) => ({ vector, model }));
}

type VectorValues = readonly number[] | Float32Array;
type Answer = { data: { index: number; embedding: string | number[] }[] };

/** By hand: zod looks at each of a hundred thousand numbers, and `padded` does that as well. */
function readAnswer(answer: unknown): Answer {
  if (isAnswer(answer)) return answer;
  throw new EmbeddingError('The provider’s answer has no embeddings.', { temporary: true });
}

function isAnswer(answer: unknown): answer is Answer {
  if (typeof answer !== 'object' || answer === null || !('data' in answer)) return false;
  return Array.isArray(answer.data) && answer.data.every(isItem);
}

function isItem(item: unknown): boolean {
  if (typeof item !== 'object' || item === null || !('index' in item) || !('embedding' in item)) return false;
  return (
    typeof item.index === 'number' && (typeof item.embedding === 'string' || Array.isArray(item.embedding))
  );
}

/** 32-bit floats, little-endian, as OpenAI's API has them and as every machine that Node runs on. */
function decoded(base64: string): Float32Array {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}

/** Zeros change neither lengths nor angles; a longer vector has no place in the database. */
function padded(values: VectorValues): Float32Array {
  if (values.length > EMBEDDING_DIMENSIONS) {
    throw new TooLongVector(values.length);
  }
  if (values.length === 0 || !areFinite(values)) {
    throw new EmbeddingError('The provider gave a vector that is none.', { temporary: true });
  }
  const vector = new Float32Array(EMBEDDING_DIMENSIONS);
  vector.set(values);
  return vector;
}

/** What the model of the configuration gives has no place in the database: no other text would fare better. */
class TooLongVector extends EmbeddingError {
  constructor(length: number) {
    super(
      `EMBEDDING_MODEL gives vectors of ${length} numbers; at most ${EMBEDDING_DIMENSIONS} can be stored. Choose another model.`,
      { temporary: false },
    );
  }
}

function areFinite(values: VectorValues): boolean {
  for (let i = 0; i < values.length; i += 1) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** Chat-only servers answer an unknown path or model like this. */
function hasNoEmbeddings(error: unknown): boolean {
  return isApiError(error) && [404, 405, 501].includes(error.status ?? 0);
}

function toEmbeddingError(error: unknown): EmbeddingError {
  if (error instanceof EmbeddingError) return error;
  const status = isApiError(error) ? error.status : undefined;
  return new EmbeddingError('The embeddings could not be had.', {
    temporary: status === undefined || status === 408 || status === 409 || status === 429 || status >= 500,
    isRate: status === 429,
    isInput: status !== undefined && [400, 413, 422].includes(status),
    retryAfterSeconds: isApiError(error) ? retryAfter(error.headers) : undefined,
    cause: error,
  });
}

/** Seconds, from milliseconds, seconds or a date, as the header may have them (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const text = headers?.get('retry-after') ?? '';
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  const wait = Number.isFinite(milliseconds) ? milliseconds / 1_000 : seconds;
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, 3_600) : undefined;
}

function isApiError(error: unknown): error is APIError {
  return error instanceof APIError;
}
