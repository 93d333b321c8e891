import { randomBytes } from 'node:crypto';
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import type { Model } from '#shared/entities.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { boundedFetch } from './boundedFetch.ts';
import {
  type AiProvider,
  type ChatPiece,
  type ChatRequest,
  type ChatTurn,
  ProviderError,
  type ProviderUsage,
} from './provider.ts';
import { withSources } from './sources.ts';

/** Without a byte for so long the provider counts as gone. */
const SILENCE_MS = 120_000;
/** More than any model can take and give at once. */
const MAX_TOKENS = 20_000_000;
const TITLE_TIMEOUT_MS = 20_000;
const MODELS_CACHE_MS = 60_000;

const SYSTEM_PROMPT = [
  'You are the assistant of Kipux AI. Answer in the language of the question, in Markdown, plainly and to the point.',
  'If you do not know something, say so.',
].join(' ');

const TITLE_PROMPT =
  'Give this conversation a title of at most six words in its own language. Answer with the title alone: no quotes, no full stop.';

/** Any server that speaks OpenAI's Chat Completions: OpenAI itself, LiteLLM, Ollama, vLLM, OpenRouter. */
export function createOpenAiProvider(ai: Config['ai'], log: Log): AiProvider {
  const client = new OpenAI({
    apiKey: ai.apiKey ?? 'none',
    baseURL: ai.baseUrl ?? 'https://api.openai.com/v1',
    // A failed answer is shown with its reason at once; trying again is the person's choice.
    maxRetries: 0,
    timeout: SILENCE_MS,
    fetch: boundedFetch,
    logLevel: 'off',
  });
  return {
    kind: 'openai',
    defaultModel: ai.chatModel,
    streamChat: (request) => streamChat(client, request),
    suggestTitle: (turns, signal) => suggestTitle(client, ai.chatModel, turns, signal),
    check: () => check(client),
    listModels: cached(() => listModels(client, ai, log)),
  };
}

async function* streamChat(client: OpenAI, request: ChatRequest): AsyncGenerator<ChatPiece> {
  // One signal for both reasons: one made by AbortSignal.any is looked through again for every piece.
  const aborter = new AbortController();
  const abort = () => aborter.abort();
  const timer = setTimeout(abort, SILENCE_MS);
  request.signal.addEventListener('abort', abort);
  if (request.signal.aborted) abort();
  const { rules, turns } = withSources(request.turns, request.sources, randomBytes(8).toString('hex'));
  let isBegun = false;
  let isFinished = false;
  try {
    const stream = await client.chat.completions.create(
      {
        model: request.model,
        stream: true,
        stream_options: { include_usage: true },
        messages: [
          { role: 'system', content: [SYSTEM_PROMPT, ...(rules === null ? [] : [rules])].join(' ') },
          ...turns,
        ],
      },
      { signal: aborter.signal },
    );
    for await (const part of stream) {
      timer.refresh();
      const choice = part.choices?.[0];
      const text = choice?.delta?.content;
      if (typeof text === 'string' && text !== '') {
        isBegun = true;
        yield { type: 'text', text };
      }
      if (choice?.finish_reason === 'content_filter') {
        throw new ProviderError('provider_refused', 'The model refused to answer.');
      }
      if (choice?.finish_reason !== undefined && choice.finish_reason !== null) isFinished = true;
      const usage = readUsage(part.usage);
      if (usage !== undefined) yield { type: 'usage', ...usage };
    }
  } catch (error) {
    if (request.signal.aborted) return;
    throw toProviderError(error, isBegun);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', abort);
  }
  if (isFinished || request.signal.aborted) return;
  if (isBegun)
    throw new ProviderError('provider_broken_off', 'The model broke off in the middle of its answer.');
  throw new ProviderError('provider_invalid_answer', 'The model gave no answer that can be read.');
}

/** Undefined unless it can be true: people pay by these numbers, and any server may stand behind the address. */
function readUsage(usage: OpenAI.CompletionUsage | null | undefined): ProviderUsage | undefined {
  const tokens = usage?.total_tokens;
  if (!isTokenCount(tokens)) return undefined;
  const inputTokens = usage?.prompt_tokens;
  return { tokens, ...(isTokenCount(inputTokens) && inputTokens <= tokens ? { inputTokens } : {}) };
}

function isTokenCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TOKENS;
}

function toProviderError(error: unknown, isBegun: boolean): ProviderError {
  if (error instanceof ProviderError) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof ProviderError) return cause;
  if (error instanceof APIConnectionError || error instanceof APIUserAbortError) {
    return isBegun ? brokenOff(error) : unavailable(error);
  }
  // oxlint-disable-next-line typescript/no-unsafe-argument -- instanceof fills the SDK's type parameters with any
  if (error instanceof APIError) return fromStatus(error, isBegun);
  if (error instanceof SyntaxError) {
    return new ProviderError('provider_invalid_answer', 'The model gave an answer that cannot be read.', {
      cause: error,
    });
  }
  return isBegun ? brokenOff(error) : unavailable(error);
}

/** An error without a status came inside the stream of a request that had begun well. */
function fromStatus(error: APIError, isBegun: boolean): ProviderError {
  const cause = error;
  const status = error.status ?? 500;
  if (status === 401 || status === 403) {
    return new ProviderError('provider_unauthorized', 'The model does not accept this server’s key.', {
      cause,
    });
  }
  if (status === 429) {
    const seconds = Number(error.headers?.get('retry-after'));
    const retryAfterSeconds =
      Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), 86_400) : undefined;
    return new ProviderError('provider_rate_limited', 'The model has too much to do right now.', {
      retryAfterSeconds,
      cause,
    });
  }
  if (status >= 500) return isBegun ? brokenOff(error) : unavailable(error);
  return new ProviderError('provider_refused', `The model refused the request (${status}).`, { cause });
}

function brokenOff(cause: unknown): ProviderError {
  return new ProviderError('provider_broken_off', 'The model broke off in the middle of its answer.', {
    cause,
  });
}

function unavailable(cause: unknown): ProviderError {
  return new ProviderError('provider_unavailable', 'The model cannot be reached right now.', { cause });
}

async function suggestTitle(
  client: OpenAI,
  model: string,
  turns: readonly ChatTurn[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const completion = await client.chat.completions.create(
    {
      model,
      messages: [
        { role: 'system', content: TITLE_PROMPT },
        ...turns.slice(0, 2).map(({ role, content }) => ({ role, content: content.slice(0, 2_000) })),
        { role: 'user', content: TITLE_PROMPT },
      ],
    },
    { signal, timeout: TITLE_TIMEOUT_MS },
  );
  return completion.choices?.[0]?.message?.content ?? undefined;
}

/** Listing models costs nothing. A server that has no list has answered all the same. */
async function check(client: OpenAI): Promise<ProviderError | undefined> {
  try {
    await client.models.list({ timeout: 5_000 });
    return undefined;
  } catch (error) {
    const isAnswer = error instanceof APIError && (error.status === 404 || error.status === 405);
    return isAnswer ? undefined : toProviderError(error, false);
  }
}

async function listModels(client: OpenAI, ai: Config['ai'], log: Log): Promise<Model[]> {
  const ids = new Set([ai.chatModel]);
  try {
    const page = await client.models.list({ timeout: 5_000 });
    for (const model of page.data.slice(0, 500)) if (isChatModel(model.id)) ids.add(model.id);
  } catch (error) {
    log.warn({ err: error }, 'the provider does not list its models');
  }
  return [...ids].map((id) => ({ id, provider: 'openai', isDefault: id === ai.chatModel }));
}

/** OpenAI's list does not say what a model is for; these cannot chat. */
function isChatModel(id: string): boolean {
  return !/embed|whisper|tts|dall-e|moderation|image|audio|realtime|transcribe|davinci|babbage/i.test(id);
}

function cached<T>(load: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (value === undefined || Date.now() > until) {
      value = load();
      until = Date.now() + MODELS_CACHE_MS;
    }
    return value;
  };
}
