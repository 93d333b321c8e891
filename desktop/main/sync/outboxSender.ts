import type { KnownRow } from '#shared/changes.ts';
import { ClientError, type WatchEvent } from '#shared/client/client.ts';
import { keepConnected } from '#shared/client/reconnect.ts';
import type { Transport } from '#shared/client/transport.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { ERROR_STATUS, type ErrorCode } from '#shared/errors.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import type { OutboxEntry } from '../cache/outbox.ts';
import { rowsOfAnswer } from '../client/acknowledgements.ts';

type Operations =
  | 'position'
  | 'acknowledge'
  | 'forget'
  | 'nextChange'
  | 'markTried'
  | 'changeDone'
  | 'changeRefused'
  | 'waitingChanges';
type Awaitable<T> = T | Promise<T>;
/** The cache, on its thread or in this one. */
export type OutboxCache = {
  [K in Operations]: (
    ...parameters: Parameters<CacheThread[K]>
  ) => Awaitable<Awaited<ReturnType<CacheThread[K]>>>;
};

/** `later`: the server cannot be reached, the change waits. */
export type Outcome =
  | { kind: 'done'; answer: unknown }
  | { kind: 'refused'; error: ClientError }
  | { kind: 'later' };

export type OutboxSenderParts = {
  call: Transport['call'];
  cache: OutboxCache;
  tell(event: WatchEvent): void;
  /** Hears what the server has done, before anybody is told. */
  onAcknowledged?(entry: OutboxEntry, answer: unknown): Awaitable<void>;
  onSettled?(id: string, outcome: Outcome): void;
};

/** How often a change may make the server answer `internal` before it waits for the person. */
const MOST_STUMBLES = 5;

/**
 * Sends what waits, one after the other, until nothing is left that can be sent. Rejects with a ClientError when the
 * server cannot be reached or asks for patience, and with a CacheError; what was acknowledged until then stays so.
 */
export function createOutboxSender(parts: OutboxSenderParts) {
  const { call, cache, tell, onAcknowledged, onSettled } = parts;

  async function send(entry: OutboxEntry, signal: AbortSignal): Promise<void> {
    const { cursor, epoch } = await cache.position();
    // From here on the server may have it, whatever becomes of the answer. It may have been taken back just now.
    if (!(await cache.markTried(entry.id))) return;
    let answer: unknown;
    try {
      answer = await callFor(call, entry, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof ClientError)) throw error;
      if (!isAlreadyDone(entry, error)) {
        if (!isRefusal(error) && !isHopeless(entry, error)) throw error;
        return refuse(entry, error);
      }
    }
    // The session may have ended meanwhile, and the cache be another account's.
    if (signal.aborted) return;
    // First the rows, then the receipt: after a crash between them the change is sent again, which does nothing.
    const rows = await acknowledge(entry, answer, cursor, epoch);
    await onAcknowledged?.(entry, answer);
    await cache.changeDone(entry.id);
    onSettled?.(entry.id, { kind: 'done', answer });
    tell({ type: 'outbox', waiting: await cache.waitingChanges(), rows });
  }

  async function acknowledge(
    entry: OutboxEntry,
    answer: unknown,
    since: number,
    epoch: string | null,
  ): Promise<KnownRow[]> {
    if (entry.kind === 'deleteConversation' && entry.conversationId !== null) {
      await cache.forget('conversation', entry.conversationId);
      return [];
    }
    const rows = rowsOfAnswer(answer);
    const kept = await cache.acknowledge(rows, since, epoch);
    // Before the first page nothing is kept, and nobody else tells of these rows.
    return epoch === null ? rows : kept;
  }

  async function refuse({ id }: OutboxEntry, error: ClientError): Promise<void> {
    await cache.changeRefused(id, { code: error.code, details: error.details });
    onSettled?.(id, { kind: 'refused', error });
    tell({ type: 'outbox', waiting: await cache.waitingChanges(), rows: [] });
  }

  return {
    async flush(signal: AbortSignal): Promise<void> {
      for (;;) {
        const entry = await cache.nextChange();
        if (!entry || signal.aborted) return;
        await send(entry, signal);
      }
    },
  };
}

/** Sends whenever something was added, and again after a failure, until `signal` aborts. */
export function runOutboxSender(
  parts: OutboxSenderParts & Pick<Transport, 'reconnection' | 'waker'>,
  signal: AbortSignal,
  onLater: () => void,
): { added(): void } {
  const sender = createOutboxSender(parts);
  let news = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => news.resolve());
  void keepConnected(
    async (healthy) => {
      while (!signal.aborted) {
        news = Promise.withResolvers<void>();
        await sender.flush(signal);
        healthy();
        await news.promise;
      }
    },
    {
      signal,
      reconnection: parts.reconnection,
      waker: parts.waker,
      onLost(error) {
        onLater();
        return error.code !== 'not_signed_in';
      },
    },
  );
  return { added: () => news.resolve() };
}

function callFor(call: Transport['call'], entry: OutboxEntry, signal: AbortSignal): Promise<unknown> {
  const { kind, conversationId, body } = entry;
  const params = { id: conversationId };
  switch (kind) {
    case 'createConversation':
    case 'updateAccount':
      return call(endpoints[kind], { body }, signal);
    case 'updateConversation':
    case 'sendMessage':
      return call(endpoints[kind], { params, body }, signal);
    case 'deleteConversation':
      return call(endpoints[kind], { params }, signal);
  }
}

function isAlreadyDone({ kind }: OutboxEntry, { code }: ClientError): boolean {
  return kind === 'deleteConversation' && code === 'not_found';
}

/** Of the refusals those that pass: a login, a while, an update of the app. */
const WAITS = new Set<string>(['not_signed_in', 'rate_limited', 'client_outdated']);
const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_STATUS, code);

/** What the server stumbles over again and again must not hold back all the others for ever. */
function isHopeless({ tried }: OutboxEntry, { code }: ClientError): boolean {
  return code === 'internal' && tried >= MOST_STUMBLES;
}

/** Errors that the same request would get again, so that sending it again by itself helps nobody. */
function isRefusal({ code }: ClientError): boolean {
  if (WAITS.has(code) || !isErrorCode(code)) return false;
  const status = ERROR_STATUS[code];
  return status >= 400 && status < 500;
}
