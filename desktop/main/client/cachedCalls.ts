import { ClientError } from '#shared/client/client.ts';
import type { Transport } from '#shared/client/transport.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { type EndpointName, endpoints } from '#shared/endpoints/index.ts';
import { idSchema } from '#shared/entities.ts';
import { WAITING_KINDS, type WaitingKind } from '#shared/outbox.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import type { BridgeCall } from '../ipc/bridgeRequest.ts';
import { logError } from '../log.ts';
import { DELETIONS, rowsOfAnswer } from './acknowledgements.ts';
import { cachedReads, KEPT_ANSWERS } from './cachedReads.ts';
import type { DocumentFiles } from './documentFiles.ts';
import { type CallParts, fileOf, parseCall } from './endpointCall.ts';

type Input = BridgeCall['input'];
/** `onProgress` hears how much of an upload's file has been sent, 0 to 1. */
export type Call = (
  name: EndpointName,
  input: Input,
  signal: AbortSignal,
  onProgress?: (ratio: number) => void,
) => Promise<unknown>;

export type CachedCallsParts = {
  transport: Transport;
  cache: CacheThread;
  files: DocumentFiles;
  /** Whether somebody is signed in and the cache can be used. */
  isReadable(): boolean;
  /** Moves when somebody signs in or out, before the cache becomes another account's. */
  era(): number;
  /** Whether changes can be kept on this device until the server has them. */
  canWait(): boolean;
  /** Keeps a change and sees to it that it is sent. */
  write(kind: WaitingKind, parts: CallParts, signal: AbortSignal): Promise<unknown>;
  /** Hears of every answer of the server before it is kept and given. */
  onServersAnswer(name: EndpointName, answer: unknown): Promise<void>;
  /** Puts the messages of a conversation back that were dropped from this device. */
  restore(conversationId: string): void;
};

export type CachedCalls = {
  /** Answers from the cache what the device has, keeps what can wait, and asks the server for everything else. */
  call: Call;
  /** Asks the server and keeps what it says. */
  askServer: Call;
};

/** These answer themselves even before the device has everything. */
const ALWAYS_KEPT = new Set<EndpointName>(['getSession', 'getAccount', 'getDocumentText']);

export function createCachedCalls({
  transport,
  cache,
  files,
  isReadable,
  era,
  canWait,
  write,
  onServersAnswer,
  restore,
}: CachedCallsParts): CachedCalls {
  /** An earlier version of the app may have kept it: what has been added since is filled in. */
  async function keptAnswer(name: EndpointName): Promise<unknown> {
    if (!KEPT_ANSWERS.has(name) || !isReadable()) return undefined;
    const { success }: Endpoint = endpoints[name];
    return success.kind === 'json' ? success.body.safeParse(await cache.keptAnswer(name)).data : undefined;
  }

  const askServer: Call = async (name, input, signal, onProgress) => {
    const askedIn = era();
    const asked = isReadable() ? await cache.position() : undefined;
    const answer = await callServer(transport, endpoints[name], input, signal, onProgress);
    // Looked at before an answer that itself begins a session.
    const isOfNow = era() === askedIn;
    await onServersAnswer(name, answer);
    // What the server has acknowledged is done, whether this device could keep it or not.
    if (isOfNow && isReadable()) await remember(cache, name, input, answer, asked).catch(cannotKeep);
    return answer;
  };

  /** The file of a document: kept since it was opened here, else the server's, which is kept from now on. */
  async function documentFile(input: Input, signal: AbortSignal): Promise<unknown> {
    const id = idSchema.parse(input.params?.['id']);
    const isGone = isReadable() && !(await cache.document(id)) && (await cache.position()).complete;
    if (isGone) await files.forget(id);
    const kept = await files.read(id);
    if (kept) return kept;
    const askedIn = era();
    const bytes = await callServer(transport, endpoints.getDocumentContent, input, signal);
    if (bytes instanceof ArrayBuffer && era() === askedIn) await files.keep(id, bytes).catch(cannotKeep);
    return bytes;
  }

  /** Of a conversation that this device has dropped the server tells, and it comes back; undefined: it is here. */
  async function droppedMessages(parts: CallParts, input: Input, signal: AbortSignal): Promise<unknown> {
    const id = idSchema.parse(parts.params['id']);
    cache.noteOpened('conversation', id).catch(cannotKeep);
    if (await cache.isWhole(id)) return undefined;
    try {
      const answer = await askServer('listMessages', input, signal);
      restore(id);
      return answer;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      throw new ClientError('not_kept', 'the messages are no longer on this device', { cause: error });
    }
  }

  return {
    askServer,
    async call(name, input, signal, onProgress) {
      const endpoint: Endpoint = endpoints[name];
      if (endpoint.success.kind === 'events') {
        throw new ClientError('bad_request', `${endpoint.path} answers with events: they are streamed`);
      }
      const parts: CallParts = parseCall(endpoint, input);
      const kind = WAITING_KINDS.find((waiting) => waiting === name);
      if (kind && canWait()) return write(kind, parts, signal);
      if (name === 'getDocumentContent') return await documentFile(input, signal);
      if (name === 'listMessages' && isReadable()) {
        const answer = await droppedMessages(parts, input, signal);
        if (answer !== undefined) return answer;
      }
      if (name === 'getDocumentText' && isReadable())
        cache.noteOpened('document', idSchema.parse(parts.params['id'])).catch(cannotKeep);
      const cached = isReadable() ? await cachedReads[name]?.(cache, parts) : undefined;
      if (cached?.fresh && (ALWAYS_KEPT.has(name) || (await cache.position()).complete)) return cached.answer;
      try {
        return await askServer(name, input, signal, onProgress);
      } catch (error) {
        const fallback = isUnreachable(error) ? (cached?.answer ?? (await keptAnswer(name))) : undefined;
        if (fallback !== undefined) return fallback;
        throw error;
      }
    },
  };
}

/** Calls an endpoint of the server, nothing else. */
export function callServer(
  transport: Transport,
  endpoint: Endpoint,
  input: Input,
  signal: AbortSignal,
  onProgress?: (ratio: number) => void,
): Promise<unknown> {
  const { params, query, body } = input;
  const file = fileOf(input);
  const parts = {
    ...(params && { params }),
    ...(query && { query }),
    ...(body && { body }),
    ...(file && { file }),
    ...(onProgress && { onProgress }),
  };
  return transport.call(endpoint, parts, signal);
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof ClientError && (error.code === 'offline' || error.code === 'unavailable');
}

export const cannotKeep = (error: unknown): void => logError('the cache did not take a row', error);

/** Everything is given to the cache at once: between two steps it could become another account's. */
async function remember(
  cache: CacheThread,
  name: EndpointName,
  { params }: Input,
  answer: unknown,
  asked: { cursor: number; epoch: string | null } | undefined,
): Promise<void> {
  const removes = DELETIONS[name];
  const id = idSchema.safeParse(params?.['id']);
  if (removes && id.success) return cache.forget(removes, id.data);
  const steps: Promise<unknown>[] = [];
  if (name === 'getDocumentText' && id.success) {
    const text = endpoints.getDocumentText.success.body.safeParse(answer);
    if (text.success) steps.push(cache.keepDocumentText(id.data, text.data));
  } else if (KEPT_ANSWERS.has(name)) steps.push(cache.keepAnswer(name, answer));
  // The answer of a login is older than what the change feed is about to bring.
  const rows = name === 'login' || name === 'register' ? [] : rowsOfAnswer(answer);
  if (rows.length > 0) steps.push(cache.acknowledge(rows, asked?.cursor ?? 0, asked?.epoch));
  await Promise.all(steps);
}
