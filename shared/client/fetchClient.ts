import type { Endpoint, EndpointInput } from '../endpoint.ts';
import { login, logout, register } from '../endpoints/account.ts';
import { createChangeWatcher } from './changeWatcher.ts';
import { type Client, ClientError } from './client.ts';
import { followMessage } from './messageStream.ts';
import { createWaker, RECONNECTION, type Reconnection } from './reconnect.ts';
import { createTransport } from './transport.ts';

export type FetchClientOptions = {
  /** Origin of the server, with a path where it has one; omitted: the page's own origin. */
  baseUrl?: string;
  fetch?: typeof fetch;
  /** A call that carries no file either way and takes longer than this counts as `offline`. */
  callTimeoutMs?: number;
  reconnection?: Partial<Reconnection>;
};

export type FetchClient = Client & {
  /** Tries lost connections again at once, for those who know that the network is back. */
  reconnect(): void;
};

/**
 * The Client over HTTP, for browsers, Electron's main process and Node.
 * `watch` says `signedOut` when a session endpoint answers 401 and after `logout`, once per session.
 */
export function createFetchClient(options: FetchClientOptions = {}): FetchClient {
  const waker = createWaker();
  let era = 0;
  let ended = false;

  function sessionEnds(): void {
    if (ended) return;
    era += 1;
    ended = true;
    watcher.signedOut();
  }

  function sessionBegins(): void {
    era += 1;
    ended = false;
    watcher.signedIn();
  }

  function onAnswer(endpoint: Endpoint, outcome: ClientError | undefined, startedIn: number): void {
    const isCurrent = startedIn === era;
    if (endpoint.auth !== 'public' && outcome?.code === 'not_signed_in' && isCurrent) sessionEnds();
    if (outcome !== undefined) return;
    if (endpoint === login || endpoint === register) sessionBegins();
    else if (endpoint === logout) sessionEnds();
    else if (endpoint.auth !== 'public' && ended && isCurrent) sessionBegins();
  }

  const transport = createTransport({
    baseUrl: (options.baseUrl ?? '').replace(/\/+$/, ''),
    fetch: options.fetch,
    callTimeoutMs: options.callTimeoutMs ?? 60_000,
    reconnection: { ...RECONNECTION, ...options.reconnection },
    waker,
    onAnswer,
    era: () => era,
  });
  const watcher = createChangeWatcher(transport);
  onNetworkBack(waker.wake);

  return {
    async call<E extends Endpoint>(
      endpoint: E,
      input: EndpointInput<E>,
      { signal }: { signal?: AbortSignal } = {},
    ) {
      if (endpoint.success.kind === 'events') {
        throw new ClientError('bad_request', `${endpoint.path} answers with events: they are streamed`);
      }
      return await transport.call(endpoint, input, signal);
    },
    watch: watcher.watch,
    stream: (messageId, from, listener) => followMessage(transport, messageId, from, listener),
    reconnect: waker.wake,
  };
}

/** A browser says when the network is back; elsewhere there is no such event. */
function onNetworkBack(listener: () => void): void {
  const scope: { setTimeout: unknown; addEventListener?: (type: 'online', listener: () => void) => void } =
    globalThis;
  scope.addEventListener?.('online', listener);
}
