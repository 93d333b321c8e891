import { v7 as uuid } from 'uuid';
import { ClientError, type WatchEvent } from '#shared/client/client.ts';
import type { Transport } from '#shared/client/transport.ts';
import { getSession } from '#shared/endpoints/account.ts';
import type { EndpointName } from '#shared/endpoints/index.ts';
import { idSchema, userSchema } from '#shared/entities.ts';
import type { WaitingKind } from '#shared/outbox.ts';
import { toCacheError } from '../cache/cacheError.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import type { NewEntry, OutboxEntry } from '../cache/outbox.ts';
import type { BridgeCall } from '../ipc/bridgeRequest.ts';
import { logError } from '../log.ts';
import { type Outcome, runOutboxSender } from '../sync/outboxSender.ts';
import { keptSession } from './cachedReads.ts';
import type { CallParts } from './endpointCall.ts';

/** So long a caller waits for a server that is slow before it is told what will be. */
const PATIENCE_MS = 3_000;

export type WaitingChangesParts = {
  transport: Transport;
  cache: CacheThread;
  tell(event: WatchEvent): void;
  /** Sends a change that this device could not keep. */
  direct(name: EndpointName, input: BridgeCall['input'], signal: AbortSignal): Promise<unknown>;
};

export type WaitingChanges = {
  /** Begins to send what waits. */
  start(): void;
  stop(): void;
  /**
   * Keeps a change on this device and sends it as soon as it can be. The answer is the server's, or what this device
   * shows until the server has it; a message's is the server's only.
   */
  write(kind: WaitingKind, parts: CallParts, signal: AbortSignal): Promise<unknown>;
  settle(id: string, how: 'retry' | 'discard'): Promise<void>;
  /** Tells all who watch what waits. */
  tellAll(): void;
};

/** The changes that this device makes, whether the server can be reached or not. */
export function createWaitingChanges({
  transport,
  cache,
  tell,
  direct,
}: WaitingChangesParts): WaitingChanges {
  const waiting = new Map<string, (outcome: Outcome) => void>();
  let running: { controller: AbortController; added: () => void } | undefined;
  let reachable = true;

  const settled = (id: string, outcome: Outcome): void => {
    reachable = true;
    waiting.get(id)?.(outcome);
    waiting.delete(id);
  };
  const later = (): void => {
    reachable = false;
    for (const resolve of waiting.values()) resolve({ kind: 'later' });
  };
  const tellAll = (): void => {
    const report = async () => tell({ type: 'outbox', waiting: await cache.waitingChanges(), rows: [] });
    report().catch((error: unknown) => logError('what waits could not be told', error));
  };

  /** A message's sender hears of it when the server has it, however long that takes. */
  function outcomeOf({ id, kind }: NewEntry): Promise<Outcome> {
    const patient = kind === 'sendMessage';
    if (!patient && (!reachable || !running)) return Promise.resolve({ kind: 'later' });
    return new Promise((resolve) => {
      const timer = patient ? undefined : setTimeout(() => resolve({ kind: 'later' }), PATIENCE_MS);
      waiting.set(id, (outcome) => {
        if (patient && outcome.kind === 'later') return;
        clearTimeout(timer);
        resolve(outcome);
      });
    });
  }

  async function write(kind: WaitingKind, parts: CallParts, signal: AbortSignal): Promise<unknown> {
    const entry = entryOf(kind, parts);
    try {
      await cache.addChange(entry);
    } catch (error) {
      logError('the change could not be kept on this device', toCacheError(error));
      const { params, body } = parts;
      return direct(
        kind,
        { params, body: kind === 'deleteConversation' ? undefined : { ...body, ...idsOf(entry) } },
        signal,
      );
    }
    const outcome = outcomeOf(entry);
    tellAll();
    running?.added();
    const result = await outcome;
    if (result.kind === 'done') return result.answer;
    if (result.kind === 'refused' && kind === 'sendMessage') throw result.error;
    const expected = await expectedAnswer(cache, entry);
    if (expected !== undefined || kind === 'deleteConversation') return expected;
    throw result.kind === 'refused'
      ? result.error
      : new ClientError('offline', 'the change waits for the server');
  }

  return {
    write,
    tellAll,
    start() {
      running?.controller.abort();
      const controller = new AbortController();
      const sender = { call: transport.call, cache, tell, onAcknowledged, onSettled: settled };
      const { reconnection, waker } = transport;
      reachable = true;
      running = {
        controller,
        ...runOutboxSender({ ...sender, reconnection, waker }, controller.signal, later),
      };
      tellAll();
    },
    stop() {
      running?.controller.abort();
      running = undefined;
      const error = new ClientError('aborted', 'nothing is sent any more');
      for (const id of [...waiting.keys()]) settled(id, { kind: 'refused', error });
    },
    async settle(id, how) {
      await (how === 'retry' ? cache.retryChange(id) : cache.discardChange(id));
      if (how === 'discard') {
        settled(id, { kind: 'refused', error: new ClientError('aborted', 'the change was taken back') });
        tell({ type: 'reset' });
      }
      tellAll();
      running?.added();
    },
  };

  /** The account is not a row of the cache, but for its settings. */
  async function onAcknowledged({ kind }: OutboxEntry, answer: unknown): Promise<void> {
    if (kind !== 'updateAccount' || typeof answer !== 'object' || answer === null || !('user' in answer))
      return;
    const user = userSchema.safeParse(answer.user);
    const kept = getSession.success.body.safeParse(await cache.keptAnswer('getSession'));
    if (user.success && kept.success) await cache.keepAnswer('getSession', { ...kept.data, user: user.data });
  }
}

/** The change as it is kept, with the ids that the server knows it by again. */
function entryOf(kind: WaitingKind, { params, body }: CallParts): NewEntry {
  const given = idSchema.safeParse(body['id'] ?? body['changeId']);
  const id = given.success ? given.data : uuid();
  const named = idSchema.safeParse(params['id']);
  const conversationId = kind === 'createConversation' ? id : named.success ? named.data : null;
  const entry = { id, kind, conversationId, body, createdAt: new Date().toISOString() };
  return { ...entry, body: kind === 'deleteConversation' ? {} : { ...body, ...idsOf(entry) } };
}

function idsOf({ id, kind }: Pick<NewEntry, 'id' | 'kind'>): { id: string } | { changeId: string } {
  return kind === 'createConversation' || kind === 'sendMessage' ? { id } : { changeId: id };
}

/** What this device shows until the server has answered; undefined: it does not know. */
async function expectedAnswer(cache: CacheThread, { kind, conversationId }: NewEntry): Promise<unknown> {
  if (kind === 'deleteConversation') return undefined;
  if (kind === 'updateAccount') {
    const session = await keptSession(cache);
    return session && { user: session.user };
  }
  const conversation = conversationId === null ? undefined : await cache.conversation(conversationId);
  return conversation && { conversation };
}
