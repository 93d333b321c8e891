import type { Change } from '#shared/changes.ts';
import { ClientError, type WatchEvent } from '#shared/client/client.ts';
import { followMessage } from '#shared/client/messageStream.ts';
import { createWaker, RECONNECTION, type Reconnection, type Waker } from '#shared/client/reconnect.ts';
import { createTransport, type Transport } from '#shared/client/transport.ts';
import { type EndpointName, endpoints } from '#shared/endpoints/index.ts';
import { userSchema } from '#shared/entities.ts';
import type { StreamEvent } from '#shared/streamEvents.ts';
import { CacheError } from '../cache/cacheError.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import { logError } from '../log.ts';
import type { Server } from '../server/serverAddress.ts';
import { createSessionFetch } from '../server/sessionFetch.ts';
import type { SessionStore } from '../server/sessionStore.ts';
import { createSessionUpload, type OpenRequest } from '../server/sessionUpload.ts';
import { type SyncEngine, startSyncEngine } from '../sync/syncEngine.ts';
import type { AccountKeeper } from './account.ts';
import { type Call, callServer, cannotKeep, createCachedCalls, isUnreachable } from './cachedCalls.ts';
import { createDeviceRoom, type DeviceRoom, shareOfFiles } from './deviceRoom.ts';
import { createDocumentFiles, type DocumentFiles } from './documentFiles.ts';
import { createMessageStreams, type MessageStreams } from './messageStreams.ts';
import { createWaitingChanges } from './waitingChanges.ts';

const CALL_TIMEOUT_MS = 60_000;

export type DesktopClientParts = {
  server: Server;
  cache: CacheThread;
  account: AccountKeeper;
  sessions: SessionStore;
  fetch: typeof fetch;
  /** Opens requests that tell how much of an upload was sent; without it `fetch` serves. */
  openRequest?: OpenRequest;
  reconnection?: Partial<Reconnection>;
  /** How many bytes this device may use for what it keeps; null: as many as it likes. */
  mostBytes?: () => number | null;
};

export type DesktopClient = {
  /** Calls an endpoint of the contract. Rejects with a ClientError. */
  call: Call;
  watch(listener: (event: WatchEvent) => void): () => void;
  stream(messageId: string, from: number, listener: (event: StreamEvent) => void): () => void;
  /** Sends a change again that the server refused, or takes one back that it does not have. */
  settleChange(id: string, how: 'retry' | 'discard'): Promise<void>;
  /** What this device keeps, and how it is made less. */
  room: Pick<DeviceRoom, 'look' | 'storage' | 'free'>;
  /** Tries lost connections again at once. */
  reconnect(): void;
  stop(): void;
};

/** The Client of one server: reads from the device's cache, writes to the server, and keeps the cache like the server. */
export async function startDesktopClient(parts: DesktopClientParts): Promise<DesktopClient> {
  const { server, cache, account, sessions, mostBytes = () => null } = parts;
  const listeners = createListeners();
  const waker = createWaker();
  let engine: SyncEngine | undefined;
  /** Counts sign-ins and sign-outs, so that the late answer of a former session ends no new one. */
  let era = 0;

  const isReadable = () => hasReadableCache(account);
  const transport = transportOf(parts, waker, () => era, lockOut);
  const streams = createCachedStreams(transport, cache, isReadable);
  const files = createDocumentFiles(account.filesFolder, () => shareOfFiles(mostBytes()));
  const room = createDeviceRoom({ call: transport.call, cache, files, mostBytes });
  const changes = createWaitingChanges({
    transport,
    cache,
    tell: listeners.tell,
    direct: (...call) => calls.askServer(...call),
  });
  const calls = createCachedCalls({
    transport,
    cache,
    files,
    isReadable,
    era: () => era,
    canWait: () => account.keepsChanges(),
    write: changes.write,
    onServersAnswer: beginSession,
    restore: room.restore,
  });

  function lockOut(): void {
    endSession(() => account.lock()).catch((error: unknown) => logError('the session did not end', error));
  }

  function startEngine(): void {
    engine?.stop();
    if (account.keepsChanges()) changes.start();
    if (!isReadable()) return;
    room.start();
    engine = startSyncEngine({
      transport,
      cache,
      tell(event) {
        // Kept for a start without the server, and the moment at which a session that has ended is noticed.
        if (event.type === 'connection' && event.connection === 'online') {
          refreshSession();
          waker.wake();
        }
        if (event.type === 'changes') forgetDeleted(files, event.changes);
        if (event.type === 'changes' || event.type === 'download') room.look();
        listeners.tell(event);
      },
      onCacheError: (error) => reportCacheError(account, error),
    });
  }

  function refreshSession(): void {
    calls.askServer('getSession', {}, AbortSignal.timeout(CALL_TIMEOUT_MS)).catch(logUnexpected);
  }

  async function beginSession(name: EndpointName, answer: unknown): Promise<void> {
    const begins = name === 'login' || name === 'register' || (name === 'getSession' && !account.current());
    const userId = begins ? userOf(answer) : undefined;
    if (userId === undefined) return;
    era += 1;
    await account.enter({ server: server.name, userId });
    startEngine();
  }

  async function endSession(close: () => Promise<void>): Promise<void> {
    era += 1;
    engine?.stop();
    engine = undefined;
    room.stop();
    changes.stop();
    streams.stop();
    sessions.clear();
    await close();
    listeners.tell({ type: 'signedOut' });
  }

  /** The person wants to be gone from this device: that does not wait for the server. */
  async function logOut(signal: AbortSignal): Promise<void> {
    await callServer(transport, endpoints.logout, {}, signal).catch(unlessGone);
    await endSession(() => account.leave());
  }

  await account.resume(server.name);
  startEngine();

  return {
    call: (name, input, signal, onProgress) =>
      (name === 'logout' ? logOut(signal) : calls.call(name, input, signal, onProgress)).catch(rethrow),
    watch(listener) {
      const end = listeners.add(listener, engine?.connection() ?? 'connecting');
      if (account.keepsChanges()) changes.tellAll();
      return end;
    },
    settleChange: changes.settle,
    room,
    stream: streams.stream,
    reconnect: waker.wake,
    stop() {
      engine?.stop();
      room.stop();
      changes.stop();
      streams.stop();
      listeners.clear();
    },
  };
}

function hasReadableCache(account: AccountKeeper): boolean {
  const state = account.cacheState();
  return account.current() !== undefined && state !== 'newer' && state !== 'unavailable';
}

/** A server that is out of reach, or has ended the session itself, keeps nobody from leaving. */
function unlessGone(error: unknown): void {
  if (!isUnreachable(error) && !(error instanceof ClientError && error.code === 'not_signed_in')) throw error;
}

function reportCacheError(account: AccountKeeper, error: CacheError): void {
  if (error.code === 'full') account.reportCache('full');
  logError('the cache could not take a page', error);
}

function forgetDeleted(files: DocumentFiles, changes: readonly Change[]): void {
  for (const { type, id, deleted } of changes)
    if (type === 'document' && deleted) files.forget(id).catch(cannotKeep);
}

/** A page knows errors of the contract only. */
function rethrow(error: unknown): never {
  if (!(error instanceof CacheError)) throw error;
  throw new ClientError('unavailable', 'the cache could not answer', { cause: error });
}

function logUnexpected(error: unknown): void {
  if (!(error instanceof ClientError)) logError('the session could not be refreshed', error);
}

/** HTTP to the server with the session's cookie; `onEnded` hears that the session of now has ended. */
function transportOf(
  { server, sessions, fetch, openRequest, reconnection }: DesktopClientParts,
  waker: Waker,
  era: () => number,
  onEnded: () => void,
): Transport {
  return createTransport({
    baseUrl: server.url,
    fetch: createSessionFetch(fetch, server.name, sessions),
    upload: openRequest && createSessionUpload(openRequest, server.name, sessions),
    callTimeoutMs: CALL_TIMEOUT_MS,
    reconnection: { ...RECONNECTION, ...reconnection },
    waker,
    era,
    onAnswer(endpoint, outcome, startedIn) {
      if (endpoint.auth !== 'public' && outcome?.code === 'not_signed_in' && startedIn === era()) onEnded();
    },
  });
}

/** Streams whose text is kept on this device as far as it has come. */
function createCachedStreams(
  transport: Transport,
  cache: CacheThread,
  isReadable: () => boolean,
): MessageStreams {
  return createMessageStreams({
    follow: (messageId, listener) => followMessage(transport, messageId, 0, listener),
    keepText(messageId, text) {
      if (isReadable()) cache.keepText(messageId, text).catch(cannotKeep);
    },
    finished({ message }) {
      if (isReadable())
        cache.acknowledge([{ type: 'message', id: message.id, row: message }], 0).catch(cannotKeep);
    },
  });
}

type Listener = (event: WatchEvent) => void;

function createListeners() {
  const listeners = new Set<Listener>();
  return {
    tell(event: WatchEvent) {
      for (const listener of listeners) listener(event);
    },
    /** A listener that joins later is told at once whether the server can be reached. */
    add(listener: Listener, connection: 'connecting' | 'online' | 'offline'): () => void {
      listeners.add(listener);
      if (connection !== 'connecting') {
        queueMicrotask(() => listeners.has(listener) && listener({ type: 'connection', connection }));
      }
      return () => listeners.delete(listener);
    },
    clear: () => listeners.clear(),
  };
}

function userOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('user' in answer)) return undefined;
  return userSchema.safeParse(answer.user).data?.id;
}
