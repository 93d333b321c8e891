import type { Model } from '#shared/entities.ts';
import type { GenerationErrorCode } from '#shared/errors.ts';
import type { Sources } from './sources.ts';

export type ChatTurn = { role: 'user' | 'assistant'; content: string };

export type ChatRequest = {
  model: string;
  /** The branch from its beginning; the last turn is the person's. */
  turns: readonly ChatTurn[];
  /** What the person's documents say to the last turn. */
  sources: Sources;
  signal: AbortSignal;
};

/** What the provider says that it counted: all tokens, and those of the prompt among them where it tells. */
export type ProviderUsage = { tokens: number; inputTokens?: number };

/** A piece of an answer. `usage` comes at most once, where the provider says what it counted. */
export type ChatPiece = { type: 'text'; text: string } | ({ type: 'usage' } & ProviderUsage);

/** What stands behind the answers: a connected model, or nothing but this server. */
export type AiProvider = {
  kind: Model['provider'];
  defaultModel: string;
  /** Streams an answer. Throws ProviderError; ends early, without an error, when the signal aborts. */
  streamChat(request: ChatRequest): AsyncIterable<ChatPiece>;
  /** A title for a conversation that begins like this; undefined where the provider has none to give. */
  suggestTitle(turns: readonly ChatTurn[], signal: AbortSignal): Promise<string | undefined>;
  listModels(): Promise<Model[]>;
  /** Asks whether it would answer at this moment. @returns why not */
  check(): Promise<ProviderError | undefined>;
};

/** Why a provider gave no (whole) answer. */
export class ProviderError extends Error {
  readonly code: GenerationErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: GenerationErrorCode,
    message: string,
    options: { retryAfterSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ProviderError';
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
