import { createBreather } from '../breathe.ts';
import { AppError } from '../errors.ts';
import { embedLocally, LOCAL_EMBEDDING_DIMENSIONS, LOCAL_EMBEDDING_MODEL } from './localEmbeddings.ts';

/** Vectors of the database have this length. */
export const EMBEDDING_DIMENSIONS = LOCAL_EMBEDDING_DIMENSIONS;

export type Embedding = { vector: Float32Array; model: string };

/** Turns texts into vectors. Those of different models are never compared. */
export type Embedder = {
  /** What vectors are made with at present, as far as that is known. */
  readonly model: string;
  /** Why nothing can be embedded before the configuration is changed, in a sentence; undefined as long as none is known. */
  readonly problem?: string | undefined;
  /** One vector of length 1536 for each text, in order. Throws EmbeddingError. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Embedding[]>;
};

/** Why there are no vectors. `temporary`: trying again may help, after so many seconds where the provider says. */
export class EmbeddingError extends Error {
  readonly temporary: boolean;
  readonly retryAfterSeconds: number | undefined;
  /** The provider asked for fewer requests, not only this one. */
  readonly isRate: boolean;
  /** The provider did not like what was sent: fewer or shorter texts may pass. */
  readonly isInput: boolean;

  constructor(
    message: string,
    options: {
      temporary: boolean;
      retryAfterSeconds?: number | undefined;
      isRate?: boolean;
      isInput?: boolean;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.name = 'EmbeddingError';
    this.temporary = options.temporary;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.isRate = options.isRate ?? false;
    this.isInput = options.isInput ?? false;
  }
}

/** Throws AppError `model_unavailable` while nothing can be embedded. */
export function assertUsable({ problem }: Embedder): void {
  if (problem !== undefined) throw new AppError('model_unavailable', problem);
}

export const localEmbedder: Embedder = {
  model: LOCAL_EMBEDDING_MODEL,
  async embed(texts) {
    const breathe = createBreather();
    const embeddings: Embedding[] = [];
    for (const text of texts) {
      await breathe();
      const [vector] = embedLocally([text]);
      if (vector !== undefined) embeddings.push({ vector, model: LOCAL_EMBEDDING_MODEL });
    }
    return embeddings;
  },
};
