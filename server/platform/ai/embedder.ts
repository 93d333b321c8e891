import { embedLocally, LOCAL_EMBEDDING_DIMENSIONS, LOCAL_EMBEDDING_MODEL } from './localEmbeddings.ts';

/** Vectors of the database have this length. */
export const EMBEDDING_DIMENSIONS = LOCAL_EMBEDDING_DIMENSIONS;

export type Embedding = { vector: Float32Array; model: string };

/** Turns texts into vectors. Those of different models are never compared. */
export type Embedder = {
  /** One vector of length 1536 for each text, in order. Throws EmbeddingError. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Embedding[]>;
};

/** Why there are no vectors. `temporary`: trying again may help, after so many seconds where the provider says. */
export class EmbeddingError extends Error {
  readonly temporary: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    options: { temporary: boolean; retryAfterSeconds?: number | undefined; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'EmbeddingError';
    this.temporary = options.temporary;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export const localEmbedder: Embedder = {
  embed: async (texts) => embedLocally(texts).map((vector) => ({ vector, model: LOCAL_EMBEDDING_MODEL })),
};
