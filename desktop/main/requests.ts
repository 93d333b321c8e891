import { BrowserWindow, type WebContents } from 'electron';
import {
  BRIDGE_CHANNELS,
  type BridgeEvent,
  type DesktopStatus,
  type DeviceStorage,
  type MenuCommand,
} from '#shared/bridge.ts';
import { ClientError, type WatchEvent } from '#shared/client/client.ts';
import type { StreamEvent } from '#shared/streamEvents.ts';
import type { DesktopClient } from './client/desktopClient.ts';
import type { BridgeCall, BridgeRequest } from './ipc/bridgeRequest.ts';
import type { RequestHandler } from './ipc/ipcGate.ts';
import { createSubscriptions } from './ipc/subscriptions.ts';

type StorageRequest = Extract<BridgeRequest, { type: 'storage' | 'setStorage' | 'freeStorage' }>;
type Tell = (event: BridgeEvent['event']) => void;

export type RequestParts = {
  /** The client of the chosen server; undefined until one was chosen. */
  client(): DesktopClient | undefined;
  status(): DesktopStatus;
  chooseServer(address: string | null): Promise<void>;
  /** Writes a document's file to where the person says; false when they do not. */
  saveCopy(client: DesktopClient, documentId: string, contents: WebContents): Promise<boolean>;
  setStorage(mostBytes: number | null): void;
  setAppearance(appearance: Extract<BridgeRequest, { type: 'setAppearance' }>): void;
};

export type Requests = {
  handle: RequestHandler;
  /** Sends a menu's command to the window that has the focus. */
  command(command: MenuCommand): void;
  /** Tells all windows that watch. */
  tell(event: WatchEvent): void;
  /** Lets those who watch hear the client that is now in use. */
  clientChanged(): void;
};

/** What each request of a page does. */
export function createRequests(parts: RequestParts): Requests {
  const subscriptions = createSubscriptions();
  const calls = new Map<string, AbortController>();
  const commanded = new Map<WebContents, Tell>();
  const watching = new Set<{ tell: Tell; end: () => void }>();

  function clientInUse(): DesktopClient {
    const client = parts.client();
    if (!client) throw new ClientError('offline', 'no server was chosen yet');
    return client;
  }

  async function call({ callId, endpoint, input }: BridgeCall, contents: WebContents): Promise<unknown> {
    const client = clientInUse();
    const key = `${contents.id} ${callId}`;
    const controller = new AbortController();
    calls.set(key, controller);
    try {
      const onProgress = input.file && ((ratio: number) => tellProgress(contents, callId, ratio));
      return await client.call(endpoint, input, controller.signal, onProgress);
    } finally {
      calls.delete(key);
    }
  }

  function watch(tell: Tell): () => void {
    const entry = { tell, end: parts.client()?.watch(tell) ?? (() => {}) };
    watching.add(entry);
    return () => {
      entry.end();
      watching.delete(entry);
    };
  }

  function stream(messageId: string, from: number, tell: (event: StreamEvent) => void): () => void {
    return parts.client()?.stream(messageId, from, tell) ?? (() => {});
  }

  async function handle(request: BridgeRequest, contents: WebContents): Promise<unknown> {
    switch (request.type) {
      case 'call':
        return call(request, contents);
      case 'cancel':
        calls.get(`${contents.id} ${request.callId}`)?.abort();
        return null;
      case 'watch':
        subscriptions.begin(contents, request.subscriptionId, watch);
        return null;
      case 'stream':
        subscriptions.begin(contents, request.subscriptionId, (tell) =>
          stream(request.messageId, request.from, (event) => {
            tell(event);
            if (event.type === 'done' || event.type === 'failed')
              subscriptions.end(contents, request.subscriptionId);
          }),
        );
        return null;
      case 'settleChange':
        await parts.client()?.settleChange(request.id, request.how);
        return null;
      case 'commands':
        subscriptions.begin(contents, request.subscriptionId, (tell) => {
          commanded.set(contents, tell);
          return () => commanded.delete(contents);
        });
        return null;
      case 'unsubscribe':
        subscriptions.end(contents, request.subscriptionId);
        return null;
      case 'status':
        return parts.status();
      case 'chooseServer':
        await parts.chooseServer(request.address);
        return parts.status();
      case 'saveDocument':
        return { saved: await parts.saveCopy(clientInUse(), request.documentId, contents) };
      case 'storage':
      case 'setStorage':
      case 'freeStorage':
        return storage(request, clientInUse(), parts);
      case 'setAppearance':
        parts.setAppearance(request);
        return null;
    }
  }

  return {
    handle,
    command(command) {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      if (window) commanded.get(window.webContents)?.({ type: 'command', command });
    },
    tell(event) {
      for (const { tell } of watching) tell(event);
    },
    clientChanged() {
      for (const entry of watching) {
        entry.end();
        entry.end = parts.client()?.watch(entry.tell) ?? (() => {});
      }
    },
  };
}

async function storage(
  request: StorageRequest,
  { room }: DesktopClient,
  parts: RequestParts,
): Promise<DeviceStorage> {
  if (request.type === 'freeStorage') await room.free();
  if (request.type === 'setStorage') {
    parts.setStorage(request.mostBytes);
    room.look();
  }
  return room.storage();
}

/** A call's number is that of its progress, too. */
function tellProgress(contents: WebContents, callId: number, ratio: number): void {
  if (contents.isDestroyed()) return;
  contents.send(BRIDGE_CHANNELS.event, {
    subscriptionId: callId,
    event: { type: 'progress', ratio },
  } satisfies BridgeEvent);
}
