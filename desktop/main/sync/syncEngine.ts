import type { ClientErrorCode, Connection, Outdated, WatchEvent } from '#shared/client/client.ts';
import { eventStream, parseEvent } from '#shared/client/eventStream.ts';
import { keepConnected } from '#shared/client/reconnect.ts';
import type { Transport } from '#shared/client/transport.ts';
import { watchChanges } from '#shared/endpoints/server.ts';
import { syncEventSchema } from '#shared/streamEvents.ts';
import { CacheError } from '../cache/cacheError.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import { createCacheCheck } from './cacheCheck.ts';
import { createPuller } from './puller.ts';
import { isBehind } from './syncCore.ts';

const EVENT_TYPES = new Set<string>([syncEventSchema.shape.type.value]);

const OUTDATED: Partial<Record<ClientErrorCode, Outdated>> = {
  client_outdated: 'client',
  server_outdated: 'server',
};

export type SyncEngineParts = {
  transport: Transport;
  cache: Pick<CacheThread, 'position' | 'applyPage' | 'restart' | 'checkRows' | 'healRows'>;
  tell(event: WatchEvent): void;
  /** Hears why the cache could not take a page; the engine tries again later. */
  onCacheError(error: CacheError): void;
};

export type SyncEngine = {
  connection(): Connection;
  /** Ends it for good. */
  stop(): void;
};

/** Keeps the cache like the server's rows: one event stream says when, pages say what. Runs until stopped. */
export function startSyncEngine({ transport, cache, tell, onCacheError }: SyncEngineParts): SyncEngine {
  const { reconnection, waker } = transport;
  const running = new AbortController();
  let connection: Connection = 'connecting';
  const tellUnlessStopped = (event: WatchEvent) => {
    if (!running.signal.aborted) tell(event);
  };
  const puller = createPuller({ call: transport.call, cache, tell: tellUnlessStopped });
  const isDamaged = createCacheCheck(cache);

  let outdated: Outdated | undefined;

  function setConnection(now: Connection, behind?: Outdated): void {
    if (connection === now && outdated === behind) return;
    connection = now;
    outdated = behind;
    tellUnlessStopped({ type: 'connection', connection, outdated });
  }

  async function connect(healthy: () => void): Promise<void> {
    const attempt = new AbortController();
    const signal = AbortSignal.any([running.signal, attempt.signal]);
    let failure: unknown;
    const fail = (error: unknown) => {
      failure ??= error;
      attempt.abort();
    };
    const catchUp = async () => {
      try {
        if (await puller.catchUp(signal)) await check();
      } catch (error) {
        fail(error);
      }
    };
    const check = async () => {
      healthy();
      if (await isDamaged(signal)) await puller.catchUp(signal);
    };
    const open = (aborted: AbortSignal) => transport.open(watchChanges, {}, {}, aborted);
    const onOpen = () => setConnection('online');
    try {
      const { complete, replacing } = await cache.position();
      if (!complete || replacing) void catchUp();
      for await (const raw of eventStream(open, { signal, silenceMs: reconnection.silenceMs, onOpen })) {
        const newest = parseEvent(syncEventSchema, EVENT_TYPES, raw);
        if (!newest) continue;
        puller.announce(newest);
        if (isBehind(await cache.position(), newest)) void catchUp();
        else check().catch(fail);
      }
    } catch (error) {
      throw failure ?? error;
    } finally {
      attempt.abort();
    }
  }

  void keepConnected(connect, {
    signal: running.signal,
    reconnection,
    waker,
    onLost(error) {
      const cause = error.cause;
      if (cause instanceof CacheError) onCacheError(cause);
      else if (error.code !== 'not_signed_in') setConnection('offline', OUTDATED[error.code]);
      if (cause instanceof CacheError && cause.code === 'corrupt') tellUnlessStopped({ type: 'reset' });
      return error.code !== 'not_signed_in';
    },
  });
  return { connection: () => connection, stop: () => running.abort() };
}
