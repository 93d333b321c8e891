import type { DeviceStorage } from '#shared/bridge.ts';
import type { Transport } from '#shared/client/transport.ts';
import { listMessages } from '#shared/endpoints/conversations.ts';
import { LIMITS } from '#shared/limits.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import { logError } from '../log.ts';
import { cannotKeep } from './cachedCalls.ts';
import type { DocumentFiles } from './documentFiles.ts';

/** Looked at so often at most while rows come in. */
const LOOK_AFTER_MS = 3_000;
/** Below the limit by so much, so that not every page that comes in has something dropped. */
const TO_SPARE = 0.9;

export type DeviceRoomParts = {
  call: Transport['call'];
  cache: CacheThread;
  files: DocumentFiles;
  /** How many bytes this device may use; null: as many as it likes. */
  mostBytes(): number | null;
  lookAfterMs?: number;
};

export type DeviceRoom = {
  /** Begins to keep within the limit, for the account that is signed in now. */
  start(): void;
  stop(): void;
  /** Something came in, or the limit has changed: looks whether something must go. */
  look(): void;
  /** Puts the messages of a conversation back that were dropped, in the background. */
  restore(conversationId: string): void;
  storage(): Promise<DeviceStorage>;
  /** Drops what was not opened lately, and gives its space back to the disk. */
  free(): Promise<void>;
};

/** What this device keeps stays within what the person allows; what was dropped comes back when it is opened. */
export function createDeviceRoom({
  call,
  cache,
  files,
  mostBytes,
  lookAfterMs = LOOK_AFTER_MS,
}: DeviceRoomParts): DeviceRoom {
  let running: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  const restoring = new Set<string>();

  const dropOldest = (): Promise<boolean> => cache.dropOldest([...restoring]);

  async function keepWithin(signal: AbortSignal): Promise<void> {
    const most = mostBytes();
    if (most === null) return;
    await files.makeRoom(shareOfFiles(most));
    const left = most - (await files.usedBytes());
    if ((await cache.usedBytes()) <= left) return;
    while (!signal.aborted && (await cache.usedBytes()) > left * TO_SPARE && (await dropOldest()));
  }

  /** The feed brings what is new meanwhile; pages of the past are put in beneath it. */
  async function putBack(conversationId: string, signal: AbortSignal): Promise<void> {
    const asked = await cache.position();
    let cursor: string | undefined;
    do {
      const query = {
        order: 'oldest',
        limit: LIMITS.messagesPageSizeMax,
        ...(cursor && { cursor }),
      } as const;
      const page = await call(listMessages, { params: { id: conversationId }, query }, signal);
      // The session may have ended meanwhile, and the cache be another account's.
      if (signal.aborted) return;
      const rows = page.messages.map((row) => ({ type: 'message' as const, id: row.id, row }));
      await cache.acknowledge(rows, asked.cursor, asked.epoch);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    if (!signal.aborted) await cache.madeWhole(conversationId, asked);
  }

  function look(): void {
    const signal = running?.signal;
    if (!signal || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      keepWithin(signal).catch(cannotKeep);
    }, lookAfterMs);
  }

  function stop(): void {
    running?.abort();
    running = undefined;
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    start() {
      stop();
      running = new AbortController();
      look();
    },
    stop,
    look,
    restore(conversationId) {
      const signal = running?.signal;
      if (!signal || restoring.has(conversationId)) return;
      restoring.add(conversationId);
      putBack(conversationId, signal)
        .catch((error: unknown) => logError('a conversation could not be put back', error))
        .finally(() => restoring.delete(conversationId));
    },
    async storage() {
      const texts = running ? await cache.usedBytes() : 0;
      return { usedBytes: texts + (await files.usedBytes()), mostBytes: mostBytes() };
    },
    async free() {
      const signal = running?.signal;
      if (!signal) return;
      while (!signal.aborted && (await dropOldest()));
      await files.makeRoom(0);
      if (!signal.aborted) await cache.compact();
    },
  };
}

/** Files are large: texts, which are what is searched, keep at least half of the room. */
export const shareOfFiles = (mostBytes: number | null): number => (mostBytes ?? Infinity) / 2;
