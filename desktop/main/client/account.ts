import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { DesktopStatus } from '#shared/bridge.ts';
import { idSchema } from '#shared/entities.ts';
import { toCacheError } from '../cache/cacheError.ts';
import type { CacheThread } from '../cache/cacheThread.ts';
import { removeCache, removeCacheAndOutbox } from '../cache/openCache.ts';
import { logError } from '../log.ts';
import { jsonFile } from '../shell/jsonFile.ts';

const accountSchema = z.strictObject({ server: z.string(), userId: idSchema }).nullable();
type Account = NonNullable<z.infer<typeof accountSchema>>;

export type AccountParts = { userData: string; cache: CacheThread; appVersion: string };

export type AccountKeeper = {
  /** The account whose cache this device may read; undefined when nobody is signed in. */
  current(): Account | undefined;
  cacheState(): DesktopStatus['cache'];
  /** Whether changes can wait on this device for the server. */
  keepsChanges(): boolean;
  /** Where the files of the account's documents are kept; undefined when nobody is signed in. */
  filesFolder(): string | undefined;
  /** Notes that the cache could not take what it was given. */
  reportCache(state: DesktopStatus['cache']): void;
  /** Opens the cache of the account that was signed in last, if it belongs to this server. */
  resume(server: string): Promise<void>;
  /** Opens the account's cache and removes those of all others; what they had not sent stays theirs, for when they come back. */
  enter(account: Account): Promise<void>;
  /**
   * Closes the cache and removes it: the server has ended the session, perhaps because nothing of it is to be read here any
   * more. Only what the person had not sent yet stays, for when they sign in again.
   */
  lock(): Promise<void>;
  /** Closes the cache and removes it from the device, with what was not sent. */
  leave(): Promise<void>;
};

/** One cache for each server and user, in a folder that only this person can read; one account at a time. */
export function createAccountKeeper({ userData, cache, appVersion }: AccountParts): AccountKeeper {
  const folder = path.join(userData, FOLDER);
  const pointer = jsonFile(path.join(userData, 'account.json'), accountSchema, null);
  let account: Account | undefined;
  let state: DesktopStatus['cache'] = 'ok';
  let keepsChanges = false;

  async function open(next: Account): Promise<void> {
    const file = path.join(folder, fileName(next));
    try {
      const { setAside } = await cache.open({
        file,
        appVersion,
        userId: next.userId,
        serverUrl: next.server,
      });
      if (setAside !== undefined) logError('a damaged cache was set aside', setAside);
      await cache.askAgainForUnknown();
      state = 'ok';
    } catch (error) {
      const { code } = toCacheError(error);
      state = code === 'newer' || code === 'full' ? code : 'unavailable';
      logError('the cache cannot be used', error);
    }
    keepsChanges = await cache.waitingChanges().then(
      () => true,
      () => false,
    );
    account = next;
  }

  async function close(): Promise<void> {
    account = undefined;
    pointer.write(null);
    await cache.close();
  }

  function removeAllBut(kept: Account | undefined): void {
    if (!existsSync(folder)) return;
    const [cacheKept, filesKept] = kept ? [fileName(kept), filesName(kept)] : [];
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.sqlite') && name !== cacheKept) removeCache(path.join(folder, name));
      if (name.endsWith(FILES) && name !== filesKept)
        rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }

  return {
    current: () => account,
    cacheState: () => state,
    keepsChanges: () => account !== undefined && keepsChanges,
    filesFolder: () => account && path.join(folder, filesName(account)),
    reportCache(next) {
      state = next;
    },
    async resume(server) {
      const last = pointer.read();
      if (last?.server === server) await open(last);
    },
    async enter(next) {
      if (account?.userId === next.userId && account.server === next.server) return;
      await cache.close();
      removeAllBut(next);
      pointer.write(next);
      await open(next);
    },
    async lock() {
      await close();
      removeAllBut(undefined);
    },
    async leave() {
      const left = account && fileName(account);
      await close();
      removeAllBut(undefined);
      if (left !== undefined) removeCacheAndOutbox(path.join(folder, left));
    },
  };
}

const FOLDER = 'cache';

/** Where a device keeps the cache of an account. */
export const cacheFile = (userData: string, account: Account): string =>
  path.join(userData, FOLDER, fileName(account));

const FILES = '.files';
const fileName = (account: Account) => `${baseName(account)}.sqlite`;
const filesName = (account: Account) => baseName(account) + FILES;

function baseName({ server, userId }: Account): string {
  return createHash('sha256').update(`${server}\n${userId}`).digest('hex').slice(0, 32);
}
