import { z } from 'zod';
import type { ClientErrorCode, WatchEvent } from './client/client.ts';
import { type EndpointName, endpoints } from './endpoints/index.ts';
import { idSchema, type Locale, localeSchema, type Theme, themeSchema } from './entities.ts';
import type { ErrorDetails } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { StreamEvent } from './streamEvents.ts';

/** The two channels between the desktop's main process and its preload; nobody else may name one. */
export const BRIDGE_CHANNELS = { request: 'kipux:request', event: 'kipux:event' } as const;

const endpointNameSchema = z.enum(Object.keys(endpoints) as [EndpointName, ...EndpointName[]]);
const handle = z.int().positive();

/** A file that the page hands over to be uploaded. */
const fileSchema = z.strictObject({
  name: z.string().min(1).max(LIMITS.fileNameLength),
  type: z.string().max(200),
  bytes: z.instanceof(ArrayBuffer).refine((bytes) => bytes.byteLength <= LIMITS.uploadBytes, 'is too large'),
});

/** What a page may ask of the main process. Call inputs are parsed once more, by the endpoint's own schemas. */
export const bridgeRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('call'),
    callId: handle,
    endpoint: endpointNameSchema,
    input: z.strictObject({
      params: z.record(z.string(), z.unknown()).optional(),
      query: z.record(z.string(), z.unknown()).optional(),
      body: z.record(z.string(), z.unknown()).optional(),
      file: fileSchema.optional(),
    }),
  }),
  z.strictObject({ type: z.literal('cancel'), callId: handle }),
  z.strictObject({ type: z.literal('watch'), subscriptionId: handle }),
  z.strictObject({
    type: z.literal('stream'),
    subscriptionId: handle,
    messageId: idSchema,
    from: z.int().nonnegative(),
  }),
  z.strictObject({ type: z.literal('commands'), subscriptionId: handle }),
  z.strictObject({ type: z.literal('unsubscribe'), subscriptionId: handle }),
  z.strictObject({ type: z.literal('status') }),
  /** null: this computer. */
  z.strictObject({ type: z.literal('chooseServer'), address: z.string().max(2_000).nullable() }),
  z.strictObject({ type: z.literal('setAppearance'), locale: localeSchema, theme: themeSchema }),
]);
export type BridgeRequest = z.infer<typeof bridgeRequestSchema>;

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

/** Every event travels with the number of the subscription that it is for, and ends with its window. */
export type BridgeEvent = {
  subscriptionId: number;
  event: WatchEvent | StreamEvent | { type: 'command'; command: MenuCommand };
};

/** `not_secure`: a password would cross the network unencrypted. */
export type ServerChoiceErrorCode = 'invalid_address' | 'not_secure' | 'offline' | 'incompatible';

export type DesktopStatus = {
  /** Where this desktop's server is; null until one was chosen. */
  serverAddress: string | null;
  /** Whether a server on this computer can be chosen. */
  thisComputer: boolean;
  /** `memory`: the system has no key store, so the session ends with the app. */
  session: 'encrypted' | 'memory';
  /** `newer`: a later version of the app wrote the cache. `unavailable`: it cannot be used, there is no offline reading. */
  cache: 'ok' | 'newer' | 'unavailable' | 'full';
};

/** `window.kipux`: all that a page gets of the desktop. */
export type KipuxBridge = {
  readonly platform: string;
  readonly version: string;
  call(endpoint: EndpointName, input: object): { answer: Promise<BridgeResult<unknown>>; cancel: () => void };
  watch(listener: (event: WatchEvent) => void): () => void;
  stream(messageId: string, from: number, listener: (event: StreamEvent) => void): () => void;
  onCommand(listener: (command: MenuCommand) => void): () => void;
  status(): Promise<BridgeResult<DesktopStatus>>;
  /** Tries the address at once and keeps it when a server of ours answers; null: this computer. */
  chooseServer(address: string | null): Promise<BridgeResult<DesktopStatus>>;
  /** The language of menus and spelling, and the theme of the window's frame. */
  setAppearance(appearance: { locale: Locale; theme: Theme }): Promise<BridgeResult<null>>;
};
