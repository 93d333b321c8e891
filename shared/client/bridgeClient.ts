import type { BridgeError, KipuxBridge } from '../bridge.ts';
import type { Endpoint, EndpointInput, EndpointOutput } from '../endpoint.ts';
import { type EndpointName, endpoints } from '../endpoints/index.ts';
import { type CallOptions, type Client, ClientError, type ClientErrorCode } from './client.ts';

const isName = (name: string): name is EndpointName => Object.hasOwn(endpoints, name);
const nameOf = (endpoint: Endpoint) =>
  Object.keys(endpoints)
    .filter(isName)
    .find((name) => endpoints[name] === endpoint);

/** The Client over the desktop's bridge: the main process answers, from the device's cache where it can. */
export function createBridgeClient(bridge: KipuxBridge): Client {
  return {
    async call<E extends Endpoint>(endpoint: E, input: EndpointInput<E>, { signal }: CallOptions = {}) {
      const name = nameOf(endpoint);
      if (!name) throw new ClientError('bad_request', `${endpoint.path} is not of the contract`);
      if (signal?.aborted) throw new ClientError('aborted', 'the call was given up');
      const { onProgress, ...rest }: Partial<Upload> = input;
      const { answer, cancel } = bridge.call(name, await withBytes(rest), onProgress);
      const result = await orAbort(answer, cancel, signal);
      if (!result.ok) throw clientErrorOf(result.error);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed in the main process by this endpoint's schema
      return result.value as EndpointOutput<E>;
    },
    watch: (listener) => bridge.watch(listener),
    stream: (messageId, from, listener) => bridge.stream(messageId, from, listener),
    outbox: { retry: (id) => settle(bridge, id, 'retry'), discard: (id) => settle(bridge, id, 'discard') },
  };
}

async function settle(bridge: KipuxBridge, id: string, how: 'retry' | 'discard'): Promise<void> {
  const result = await bridge.settleChange(id, how);
  if (!result.ok) throw clientErrorOf(result.error);
}

/** What the desktop's preload gave to this page; undefined in a browser. */
export function desktopBridge(): KipuxBridge | undefined {
  const scope: object = globalThis;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the preload of the same build put it there
  return 'kipux' in scope ? (scope.kipux as KipuxBridge) : undefined;
}

/** The ClientError that an error which crossed the bridge was. */
export function clientErrorOf({ code, message, details, requestId }: BridgeError): ClientError {
  const known: ClientErrorCode = code === 'invalid_address' || code === 'not_secure' ? 'bad_request' : code;
  return new ClientError(known, message, { details, requestId });
}

type Upload = { file: File; onProgress: (ratio: number) => void };

/** A File does not cross the bridge; its bytes do. */
async function withBytes({ file, ...input }: { file?: File | undefined }): Promise<object> {
  if (!file) return input;
  return { ...input, file: { name: file.name, type: file.type, bytes: await file.arrayBuffer() } };
}

async function orAbort<T>(
  answer: Promise<T>,
  cancel: () => void,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return answer;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => {
    cancel();
    reject(new ClientError('aborted', 'the call was given up'));
  };
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
