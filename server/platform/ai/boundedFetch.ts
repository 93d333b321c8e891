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
  const guarded = response.body.pipeThrough(isEvents ? lineLimit() : sizeLimit());
  return new Response(guarded, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
};

function lineLimit(): TransformStream<Uint8Array, Uint8Array> {
  let lineBytes = 0;
  return new TransformStream({
    transform(piece, controller) {
      const newline = piece.lastIndexOf(NEWLINE);
      lineBytes = newline < 0 ? lineBytes + piece.length : piece.length - newline - 1;
      if (lineBytes > MAX_LINE_BYTES) {
        controller.error(new ProviderError('provider_invalid_answer', 'The model sent a line without end.'));
      } else controller.enqueue(piece);
    },
  });
}

function sizeLimit(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(piece, controller) {
      bytes += piece.length;
      if (bytes > MAX_JSON_BYTES) {
        controller.error(
          new ProviderError('provider_invalid_answer', 'The model sent an answer without end.'),
        );
      } else controller.enqueue(piece);
    },
  });
}
