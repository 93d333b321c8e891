import type { CacheThread } from '../cache/cacheThread.ts';
import type { AccountKeeper } from '../client/account.ts';
import { type DesktopClient, startDesktopClient } from '../client/desktopClient.ts';
import type { ServerAddress } from './serverAddress.ts';
import type { SessionStore } from './sessionStore.ts';
import type { OpenRequest } from './sessionUpload.ts';

export type ServerConnection = {
  client(): DesktopClient | undefined;
  /** Starts the client of the server that was chosen before, if there is one. */
  start(): Promise<void>;
  /** Tries another server and goes over to it. Throws a ServerChoiceError, and nothing has changed. */
  choose(address: string | null): Promise<void>;
  stop(): void;
};

type Parts = {
  address: ServerAddress;
  cache: CacheThread;
  account: AccountKeeper;
  sessions: SessionStore;
  fetch: typeof fetch;
  openRequest: OpenRequest;
  mostBytes(): number | null;
  onChange(): void;
};

/** The client of the server that this desktop belongs to, one at a time. */
export function createServerConnection({ address, onChange, ...parts }: Parts): ServerConnection {
  let client: DesktopClient | undefined;

  async function start(): Promise<void> {
    const server = address.current();
    client = server && (await startDesktopClient({ ...parts, server }));
    onChange();
  }

  return {
    client: () => client,
    start,
    async choose(wanted) {
      const before = address.current();
      const server = await address.choose(wanted);
      if (client && before?.name === server.name && before.url === server.url) return client.reconnect();
      client?.stop();
      if (before && before.name !== server.name) {
        parts.sessions.clear();
        await parts.account.leave();
      }
      await start();
    },
    stop: () => client?.stop(),
  };
}
