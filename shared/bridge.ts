import type { ClientErrorCode, WatchEvent } from './client/client.ts';
import type { EndpointName } from './endpoints/index.ts';
import type { Locale, Theme } from './entities.ts';
import type { ErrorDetails } from './errors.ts';
import type { StreamEvent } from './streamEvents.ts';

/** The two channels between the desktop's main process and its preload; no page can name one. */
export const BRIDGE_CHANNELS = { request: 'kipux:request', event: 'kipux:event' } as const;

/** Errors cross the bridge as values: an Error would arrive as a string. */
export type BridgeError = {
  code: ClientErrorCode | ServerChoiceErrorCode;
  message: string;
  details?: ErrorDetails | undefined;
  requestId?: string | undefined;
};
export type BridgeResult<T> = { ok: true; value: T } | { ok: false; error: BridgeError };

/** What the application menu asks the user interface to do. */
export const MENU_COMMANDS = [
  'newConversation',
  'findConversation',
  'settings',
  'documents',
  'chooseServer',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];

/** How much of an upload's file has been sent, 0 to 1. */
export type UploadProgress = { type: 'progress'; ratio: number };

/** Every event travels with the number of the subscription that it is for, and ends with its window. */
export type BridgeEvent = {
  subscriptionId: number;
  event: WatchEvent | StreamEvent | { type: 'command'; command: MenuCommand } | UploadProgress;
};

/** `not_secure`: a password would cross the network unencrypted. */
export type ServerChoiceErrorCode = 'invalid_address' | 'not_secure' | 'offline' | 'incompatible';

export type DesktopStatus = {
  /** Where this desktop's server is; null until one was chosen. */
  serverAddress: string | null;
  /** Whether the chosen server is the one on this computer. */
  isThisComputer: boolean;
  /** Whether a server on this computer can be chosen. */
  thisComputer: boolean;
  /** `memory`: the system has no key store, so the session ends with the app. */
  session: 'encrypted' | 'memory';
  /** `newer`: a later version of the app wrote the cache. `unavailable`: it cannot be used, there is no offline reading. */
  cache: 'ok' | 'newer' | 'unavailable' | 'full';
};

/** What this device keeps for reading offline, in bytes. `mostBytes` null: as much as there is. */
export type DeviceStorage = { usedBytes: number; mostBytes: number | null };

const MIB = 1024 * 1024;
/** What a person may choose for `mostBytes`, besides no limit. */
export const STORAGE_CHOICES = [256 * MIB, 1024 * MIB, 4096 * MIB] as const;
export const FIRST_STORAGE_CHOICE = 1024 * MIB;

/** `window.kipux`: all that a page gets of the desktop. */
export type KipuxBridge = {
  readonly platform: string;
  readonly version: string;
  /** `onProgress` hears how much of an upload's file has been sent, 0 to 1. */
  call(
    endpoint: EndpointName,
    input: object,
    onProgress?: (ratio: number) => void,
  ): { answer: Promise<BridgeResult<unknown>>; cancel: () => void };
  watch(listener: (event: WatchEvent) => void): () => void;
  stream(messageId: string, from: number, listener: (event: StreamEvent) => void): () => void;
  /** Sends a change again that the server refused, or takes one back that it does not have. */
  settleChange(id: string, how: 'retry' | 'discard'): Promise<BridgeResult<null>>;
  onCommand(listener: (command: MenuCommand) => void): () => void;
  status(): Promise<BridgeResult<DesktopStatus>>;
  /** Tries the address at once and keeps it when a server of ours answers; null: this computer. */
  chooseServer(address: string | null): Promise<BridgeResult<DesktopStatus>>;
  /** Writes a document's file to where the person says in the system's dialog; not `saved` when they do not. */
  saveDocument(documentId: string): Promise<BridgeResult<{ saved: boolean }>>;
  storage(): Promise<BridgeResult<DeviceStorage>>;
  /** From now on what was not opened for longest goes when this device keeps more; null: no limit. */
  setStorage(mostBytes: number | null): Promise<BridgeResult<DeviceStorage>>;
  /** Drops at once what was not opened lately and the server has. */
  freeStorage(): Promise<BridgeResult<DeviceStorage>>;
  /** The language of menus and spelling, and the theme of the window's frame. */
  setAppearance(appearance: { locale: Locale; theme: Theme }): Promise<BridgeResult<null>>;
};
