import type { Connection, WatchEvent } from '#shared/client/client.ts';
import { ClientError } from '#shared/client/client.ts';
import { followMessage } from '#shared/client/messageStream.ts';
import { createWaker, RECONNECTION, type Reconnection } from '#shared/client/reconnect.ts';
import { createTransport, type Transport } from '#shared/client/transport.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { type EndpointName, endpoints } from '#shared/endpoints/index.ts';
import { idSchema, userSchema } from '#shared/entities.ts';
import type { StreamEvent } from '#shared/streamEvents.ts';
import { CacheError } from '../cache/cacheError.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import type { BridgeCall } from '../ipc/bridgeRequest.ts';
import { logError } from '../log.ts';
import type { Server } from '../server/serverAddress.ts';
import { createSessionFetch } from '../server/sessionFetch.ts';
import type { SessionStore } from '../server/sessionStore.ts';
import { type SyncEngine, startSyncEngine } from '../sync/syncEngine.ts';
import type { AccountKeeper } from './account.ts';
import { DELETIONS, rowsOfAnswer } from './acknowledgements.ts';
import { cachedReads, KEPT_ANSWERS } from './cachedReads.ts';
import { type CallParts, fileOf, parseCall } from './endpointCall.ts';
import { createMessageStreams } from './messageStreams.ts';

const CALL_TIMEOUT_MS = 60_000;
const NO_PARTS: CallParts = { params: {}, query: {}, body: {} };

export type DesktopClientParts = {
  server: Server;
  cache: CacheThread;
  account: AccountKeeper;
  sessions: SessionStore;
  fetch: typeof fetch;
  reconnection?: Partial<Reconnection>;
};

export type DesktopClient = {
  /** Calls an endpoint of the contract. Rejects with a ClientError. */
  call(name: EndpointName, input: BridgeCall['input'], signal: AbortSignal): Promise<unknown>;
  watch(listener: (event: WatchEvent) => void): () => void;
  stream(messageId: string, from: number, listener: (event: StreamEvent) => void): () => void;
  /** Tries lost connections again at once. */
  reconnect(): void;
  stop(): void;
};

/** The Client of one server: reads from the device's cache, writes to the server, and keeps the cache like the server. */
export async function startDesktopClient(parts: DesktopClientParts): Promise<DesktopClient> {
  const { server, cache, account, sessions } = parts;
  const listeners = new Set<(event: WatchEvent) => void>();
  const waker = createWaker();
  let engine: SyncEngine | undefined;
  let era = 0;

  const tell = (event: WatchEvent) => {
    for (const listener of listeners) listener(event);
  };
  const transport = createTransport({
    baseUrl: server.url,
    fetch: createSessionFetch(parts.fetch, server.name, sessions),
    callTimeoutMs: CALL_TIMEOUT_MS,
    reconnection: { ...RECONNECTION, ...parts.reconnection },
    waker,
    era: () => era,
    onAnswer(endpoint, outcome, startedIn) {
      const ended = endpoint.auth === 'session' && outcome?.code === 'not_signed_in' && startedIn === era;
      if (ended)
        void endSession(() => account.lock()).catch((error: unknown) =>
          logError('the session did not end', error),
        );
    },
  });
  const streams = createMessageStreams({
    follow: (messageId, listener) => followMessage(transport, messageId, 0, listener),
    keepText: (messageId, text) => inCache((open) => open.keepText(messageId, text)),
    finished: ({ message }) =>
      inCache((open) => open.acknowledge([{ type: 'message', id: message.id, row: message }], 0)),
  });

  /** For what may fail without harm: the server has it too. */
  function inCache(act: (open: CacheThread) => Promise<unknown>): void {
    if (!isReadable()) return;
    act(cache).catch(cannotKeep);
  }

  const isReadable = () =>
    account.current() !== undefined &&
    account.cacheState() !== 'newer' &&
    account.cacheState() !== 'unavailable';

  function startEngine(): void {
    engine?.stop();
    if (!isReadable()) return;
    engine = startSyncEngine({
      transport,
      cache,
      tell(event) {
        // Kept for a start without the server, and the moment at which a session that has ended is noticed.
        if (event.type === 'connection' && event.connection === 'online') refreshSession();
        tell(event);
      },
      onCacheError(error) {
        if (error.code === 'full') account.reportCache('full');
        logError('the cache could not take a page', error);
      },
    });
  }

  async function endSession(close: () => Promise<void>): Promise<void> {
    era += 1;
    engine?.stop();
    engine = undefined;
    streams.stop();
    sessions.clear();
    await close();
    tell({ type: 'signedOut' });
  }

  async function beginSession(answer: unknown): Promise<void> {
    const user = userOf(answer);
    if (user === undefined) return;
    era += 1;
    await account.enter({ server: server.name, userId: user });
    startEngine();
  }

  async function fromServer(
    name: EndpointName,
    input: BridgeCall['input'],
    parsed: CallParts,
    signal: AbortSignal,
  ) {
    const endpoint: Endpoint = endpoints[name];
    const since = isReadable() ? (await cache.position()).cursor : 0;
    const answer = await callServer(transport, endpoint, input, signal);
    if (name === 'login' || name === 'register') await beginSession(answer);
    if (name === 'getSession' && account.current() === undefined) await beginSession(answer);
    // What the server has acknowledged is done, whether this device could keep it or not.
    if (isReadable()) await remember(cache, name, parsed, answer, since).catch(cannotKeep);
    return answer;
  }

  async function call(name: EndpointName, input: BridgeCall['input'], signal: AbortSignal): Promise<unknown> {
    const endpoint: Endpoint = endpoints[name];
    if (endpoint.success.kind === 'events' || endpoint.success.kind === 'file') {
      throw new ClientError('bad_request', `${endpoint.path} does not answer with JSON`);
    }
    const parsed = parseCall(endpoint, input);
    if (name === 'logout') return logOut(signal);
    const cached = isReadable() ? await cachedReads[name]?.(cache, parsed) : undefined;
    const complete = cached !== undefined && (await cache.position()).complete;
    if (cached?.fresh && (complete || isKept(name))) {
      return cached.answer;
    }
    try {
      return await fromServer(name, input, parsed, signal);
    } catch (error) {
      const fallback = isUnreachable(error) ? (cached?.answer ?? (await keptAnswer(name))) : undefined;
      if (fallback !== undefined) return fallback;
      throw error;
    }
  }

  /** The person wants to be gone from this device: that does not wait for the server. */
  async function logOut(signal: AbortSignal): Promise<undefined> {
    await callServer(transport, endpoints.logout, {}, signal).catch((error: unknown) => {
      if (!isUnreachable(error) && !(error instanceof ClientError && error.code === 'not_signed_in'))
        throw error;
    });
    await endSession(() => account.leave());
    return undefined;
  }

  function refreshSession(): void {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    fromServer('getSession', {}, NO_PARTS, signal).catch((error: unknown) => {
      if (!(error instanceof ClientError)) logError('the session could not be refreshed', error);
    });
  }

  async function keptAnswer(name: EndpointName): Promise<unknown> {
    return KEPT_ANSWERS.has(name) && isReadable() ? await cache.keptAnswer(name) : undefined;
  }

  await account.resume(server.name);
  startEngine();

  return {
    call: (name, input, signal) =>
      call(name, input, signal).catch((error: unknown) => Promise.reject(withoutCacheErrors(error))),
    watch(listener) {
      listeners.add(listener);
      const connection: Connection = engine?.connection() ?? 'connecting';
      if (connection !== 'connecting')
        queueMicrotask(() => listeners.has(listener) && listener({ type: 'connection', connection }));
      return () => listeners.delete(listener);
    },
    stream: streams.stream,
    reconnect: waker.wake,
    stop() {
      engine?.stop();
      streams.stop();
      listeners.clear();
    },
  };
}

function callServer(
  transport: Transport,
  endpoint: Endpoint,
  input: BridgeCall['input'],
  signal: AbortSignal,
) {
  const { params, query, body } = input;
  const file = fileOf(input);
  const parts = {
    ...(params && { params }),
    ...(query && { query }),
    ...(body && { body }),
    ...(file && { file }),
  };
  return transport.call(endpoint, parts, signal);
}

async function remember(
  cache: CacheThread,
  name: EndpointName,
  { params }: CallParts,
  answer: unknown,
  since: number,
) {
  const removes = DELETIONS[name];
  const id = idSchema.safeParse(params['id']);
  if (removes && id.success) await cache.forget(removes, id.data);
  else if (name === 'getDocumentText' && id.success) {
    const text = endpoints.getDocumentText.success.body.safeParse(answer);
    if (text.success) await cache.keepDocumentText(id.data, text.data);
  } else if (KEPT_ANSWERS.has(name)) await cache.keepAnswer(name, answer);
  const rows = rowsOfAnswer(answer);
  if (rows.length > 0 && name !== 'login' && name !== 'register') await cache.acknowledge(rows, since);
}

const cannotKeep = (error: unknown) => logError('the cache did not take a row', error);

const isKept = (name: EndpointName) =>
  name === 'getSession' || name === 'getAccount' || name === 'getDocumentText';

function userOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('user' in answer)) return undefined;
  return userSchema.safeParse(answer.user).data?.id;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof ClientError && (error.code === 'offline' || error.code === 'unavailable');
}

function withoutCacheErrors(error: unknown): unknown {
  return error instanceof CacheError
    ? new ClientError('unavailable', 'the cache could not answer', { cause: error })
    : error;
}
