import { ProviderError } from './provider.ts';

const MAX_LINE_BYTES = 1024 * 1024;
const MAX_JSON_BYTES = 64 * 1024 * 1024;
const NEWLINE = 10;

/**
 * `fetch` for an untrusted provider: redirects are refused (the key would go along), a line of an event stream and a
 * JSON answer have a size limit. The SDK would buffer either without bound.
 */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' });
  if (response.body === null) return response;
  const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const guarded = guard(response.body.getReader(), isEvents ? lineLimit() : sizeLimit());
  return new Response(guarded, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
};

/** Throws ProviderError for a piece with which there is too much. */
type Limit = (piece: Uint8Array) => void;

/** The same bytes, one read for each read: a TransformStream costs several times as much for every piece. */
function guard(reader: ReadableStreamDefaultReader<Uint8Array>, check: Limit): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      try {
        check(value);
      } catch (error) {
        await reader.cancel(error);
        throw error;
      }
      return controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function lineLimit(): Limit {
  let lineBytes = 0;
  return (piece) => {
    const newline = piece.lastIndexOf(NEWLINE);
    lineBytes = newline < 0 ? lineBytes + piece.length : piece.length - newline - 1;
    if (lineBytes > MAX_LINE_BYTES) {
      throw new ProviderError('provider_invalid_answer', 'The model sent a line without end.');
    }
  };
}

function sizeLimit(): Limit {
  let bytes = 0;
  return (piece) => {
    bytes += piece.length;
    if (bytes > MAX_JSON_BYTES) {
      throw new ProviderError('provider_invalid_answer', 'The model sent an answer without end.');
    }
  };
}
