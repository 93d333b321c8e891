import { Counter, Histogram, type Registry } from 'prom-client';
import { type Embedder, EmbeddingError } from '../ai/embedder.ts';
import { type AiProvider, type ChatPiece, type ChatRequest, ProviderError } from '../ai/provider.ts';

const FIRST_TOKEN_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32];
const EMBEDDING_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The same provider, with its answers counted by how they ended, their tokens, and the wait for the first of each. */
export function measureProvider(provider: AiProvider, registry: Registry): AiProvider {
  const registers = [registry];
  const answers = new Counter({
    name: 'kipux_provider_answers_total',
    help: 'Answers asked of the model, by outcome: ok, aborted, or the code of the error',
    labelNames: ['outcome'],
    registers,
  });
  const tokens = new Counter({
    name: 'kipux_provider_tokens_total',
    help: 'Tokens as the provider counted them',
    registers,
  });
  const firstToken = new Histogram({
    name: 'kipux_provider_first_token_seconds',
    help: 'From asking the provider to the first text of its answer',
    buckets: FIRST_TOKEN_BUCKETS,
    registers,
  });

  async function* streamChat(request: ChatRequest): AsyncGenerator<ChatPiece> {
    const endTimer = firstToken.startTimer();
    let hasBegun = false;
    let outcome = 'aborted';
    try {
      for await (const piece of provider.streamChat(request)) {
        if (piece.type === 'usage') tokens.inc(piece.tokens);
        else if (!hasBegun) {
          hasBegun = true;
          endTimer();
        }
        yield piece;
      }
      if (!request.signal.aborted) outcome = 'ok';
    } catch (error) {
      if (!request.signal.aborted) outcome = error instanceof ProviderError ? error.code : 'internal';
      throw error;
    } finally {
      answers.inc({ outcome });
    }
  }
  return { ...provider, streamChat };
}

/** The same embedder, with its batches counted and timed. */
export function measureEmbedder(embedder: Embedder, registry: Registry): Embedder {
  const registers = [registry];
  const batches = new Counter({
    name: 'kipux_embedding_batches_total',
    help: 'Batches of texts turned into vectors, by outcome: ok, temporary (to be tried again), failed',
    labelNames: ['outcome'],
    registers,
  });
  const texts = new Counter({
    name: 'kipux_embedding_texts_total',
    help: 'Texts turned into vectors',
    registers,
  });
  const durations = new Histogram({
    name: 'kipux_embedding_batch_seconds',
    help: 'How long a batch took, with the waits that the provider asked for',
    buckets: EMBEDDING_BUCKETS,
    registers,
  });
  return {
    get model() {
      return embedder.model;
    },
    get problem() {
      return embedder.problem;
    },
    async embed(batch, signal) {
      const endTimer = durations.startTimer();
      try {
        const embeddings = await embedder.embed(batch, signal);
        batches.inc({ outcome: 'ok' });
        texts.inc(batch.length);
        return embeddings;
      } catch (error) {
        batches.inc({ outcome: error instanceof EmbeddingError && error.temporary ? 'temporary' : 'failed' });
        throw error;
      } finally {
        endTimer();
      }
    },
  };
}
