import { CONTRACT, CONTRACT_HEADER, isOutdated } from '../contractVersion.ts';
import type { Endpoint, EndpointOutput } from '../endpoint.ts';
import { ClientError } from './client.ts';
import { type CallInput, endpointRequest } from './endpointRequest.ts';
import { type EndpointResponse, errorOfResponse, readResponse } from './endpointResponse.ts';
import type { Reconnection, Waker } from './reconnect.ts';
import { type UploadRequest, uploadWithFetch, uploadWithProgress } from './upload.ts';

export type Transport = {
  reconnection: Reconnection;
  waker: Waker;
  /** Calls an endpoint and gives its parsed answer. */
  call<E extends Endpoint>(
    endpoint: E,
    input: CallInput,
    signal: AbortSignal | undefined,
  ): Promise<EndpointOutput<E>>;
  /** Opens an endpoint's event stream; the answer is a success. */
  open(
    endpoint: Endpoint,
    input: CallInput,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response>;
};

export type TransportOptions = {
  baseUrl: string;
  fetch: typeof fetch | undefined;
  /** How files are sent; undefined: as a browser does where there is one, else with `fetch`. */
  upload?: ((request: UploadRequest) => Promise<EndpointResponse>) | undefined;
  /** A call that carries no file either way and takes longer counts as `offline`. */
  callTimeoutMs: number;
  reconnection: Reconnection;
  waker: Waker;
  /** Hears of every answer of the server, before the caller does. */
  onAnswer(endpoint: Endpoint, outcome: ClientError | undefined, startedIn: number): void;
  /** A number that grows with each sign-in and sign-out, so that a late answer is known as such. */
  era(): number;
};

/** HTTP as far as the contract needs it. All failures are ClientErrors. */
export function createTransport(options: TransportOptions): Transport {
  const { baseUrl, callTimeoutMs, reconnection, waker, onAnswer, era } = options;
  // Bound late, so that a test or a shell may replace the global one; and never called as a method of ours.
  const request: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));

  async function send(endpoint: Endpoint, input: CallInput, signal: AbortSignal): Promise<EndpointResponse> {
    const { url, ...init } = endpointRequest(baseUrl, endpoint, input);
    if (input.file !== undefined) {
      const upload: UploadRequest = { url, file: input.file, onProgress: input.onProgress, signal };
      if (options.upload) return await options.upload(upload);
      return options.fetch === undefined && 'XMLHttpRequest' in globalThis
        ? await uploadWithProgress(upload)
        : await uploadWithFetch(request, upload);
    }
    const response = await request(url, { ...init, body: init.body ?? null, signal });
    assertCurrent(response);
    if (response.ok && endpoint.success.kind === 'file') {
      return { status: response.status, text: '', retryAfter: null, bytes: await response.arrayBuffer() };
    }
    return {
      status: response.status,
      text: await response.text(),
      retryAfter: response.headers.get('retry-after'),
    };
  }

  return {
    reconnection,
    waker,
    async call<E extends Endpoint>(endpoint: E, input: CallInput, signal: AbortSignal | undefined) {
      const startedIn = era();
      const isFile = input.file !== undefined || endpoint.success.kind === 'file';
      const timeout = isFile ? undefined : AbortSignal.timeout(callTimeoutMs);
      const signals = [signal, timeout].filter((one) => one !== undefined);
      const response = await send(endpoint, input, AbortSignal.any(signals)).catch((cause: unknown) => {
        throw failureOf(cause, signal);
      });
      try {
        const answer = readResponse(endpoint, response);
        waker.wake();
        onAnswer(endpoint, undefined, startedIn);
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed with the schema that EndpointOutput comes from
        return answer as EndpointOutput<E>;
      } catch (error) {
        if (error instanceof ClientError) onAnswer(endpoint, error, startedIn);
        throw error;
      }
    },
    async open(endpoint, input, headers, signal) {
      const startedIn = era();
      const { url, method, headers: own } = endpointRequest(baseUrl, endpoint, input);
      const response = await request(url, {
        method,
        headers: { Accept: 'text/event-stream', ...own, ...headers },
        signal,
      });
      assertCurrent(response);
      if (response.status === 200) {
        onAnswer(endpoint, undefined, startedIn);
        return response;
      }
      const retryAfter = response.headers.get('retry-after');
      const error = errorOfResponse({ status: response.status, text: await response.text(), retryAfter });
      onAnswer(endpoint, error, startedIn);
      throw error;
    },
  };
}

function assertCurrent({ headers }: Response): void {
  if (isOutdated(headers.get(CONTRACT_HEADER), CONTRACT.oldestServer))
    throw new ClientError('server_outdated', 'the server speaks an older contract');
}

function failureOf(cause: unknown, signal: AbortSignal | undefined): ClientError {
  if (cause instanceof ClientError) return cause;
  if (signal?.aborted) return new ClientError('aborted', 'the call was given up', { cause });
  return new ClientError('offline', 'the server could not be reached', { cause });
}
