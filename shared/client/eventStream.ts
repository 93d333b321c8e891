import type { z } from 'zod';
import { ClientError } from './client.ts';
import { createSseParser, type ServerSentEvent } from './sseParser.ts';

export type EventStreamOptions = {
  signal: AbortSignal;
  /** No byte for so long, and the connection counts as lost. */
  silenceMs: number;
  onOpen?: () => void;
};

/**
 * The events of one connection that `open` makes. It ends by a ClientError: what `open` throws, `offline` when the
 * connection breaks, falls silent or is ended by the server, `incompatible` when it is no event stream.
 */
export async function* eventStream(
  open: (signal: AbortSignal) => Promise<Response>,
  { signal, silenceMs, onOpen }: EventStreamOptions,
): AsyncGenerator<ServerSentEvent, never, undefined> {
  const connection = new AbortController();
  const abort = () => connection.abort();
  let watchdog = setTimeout(abort, silenceMs);
  signal.addEventListener('abort', abort);
  const parser = createSseParser();
  try {
    signal.throwIfAborted();
    const response = await open(connection.signal);
    const reader = bodyOf(response).getReader();
    onOpen?.();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error('the server ended the event stream');
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, silenceMs);
      yield* parser.push(value);
    }
  } catch (cause) {
    throw streamError(cause, parser.retryMs());
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', abort);
    connection.abort();
  }
}

function bodyOf(response: Response): ReadableStream<Uint8Array> {
  const type = response.headers.get('content-type') ?? '';
  if (response.body !== null && /^text\/event-stream\b/i.test(type)) return response.body;
  throw new ClientError('incompatible', `an event stream was expected, not ${type || 'this'}`);
}

function streamError(cause: unknown, retryMs: number | undefined): ClientError {
  if (cause instanceof ClientError) return cause;
  if (cause instanceof Error && cause.name === 'SseLimitError') {
    return new ClientError('incompatible', cause.message, { cause });
  }
  return new ClientError('offline', 'the event stream broke off', {
    cause,
    details: retryMs === undefined ? undefined : { retryAfterSeconds: retryMs / 1_000 },
  });
}

/**
 * The typed event that an SSE event carries; its type may stand in the event's name, in the data or in both. `undefined`
 * for a type that this client does not know. Throws a ClientError `incompatible` for data that is not of the contract.
 */
export function parseEvent<S extends z.ZodType<{ type: string }>>(
  schema: S,
  types: ReadonlySet<string>,
  event: ServerSentEvent,
): z.output<S> | undefined {
  const data = jsonObject(event.data);
  const candidate = event.event === 'message' ? data : { ...data, type: event.event };
  if (typeof candidate.type === 'string' && !types.has(candidate.type)) return undefined;
  const parsed = schema.safeParse(candidate);
  if (parsed.success) return parsed.data;
  throw new ClientError('incompatible', `an event is not of the contract`, { cause: parsed.error });
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Said below: what is no object is no event either.
  }
  throw new ClientError('incompatible', 'an event is not a JSON object');
}
