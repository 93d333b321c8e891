import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import {
  BRIDGE_CHANNELS,
  type BridgeEvent,
  type BridgeResult,
  type KipuxBridge,
  type MenuCommand,
  type UploadProgress,
} from '#shared/bridge.ts';

/** Each listens to the events of its own kind. */
type Listener = (event: never) => void;

const listeners = new Map<number, Listener>();
let lastHandle = 0;

// The page never sees Electron's event object: it leads to everything.
ipcRenderer.on(BRIDGE_CHANNELS.event, (_event: IpcRendererEvent, { subscriptionId, event }: BridgeEvent) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a subscription is told only what it subscribed to
  listeners.get(subscriptionId)?.(event as never);
  // After these an answer has no further events, and the main process has forgotten the subscription.
  if (event.type === 'done' || event.type === 'failed') listeners.delete(subscriptionId);
});

/** The main process parses the request, and answers in the type that the bridge promises. */
const ask = <T>(request: { type: string; [field: string]: unknown }): Promise<BridgeResult<T>> =>
  ipcRenderer.invoke(BRIDGE_CHANNELS.request, request);

function subscribe(
  request: { type: 'watch' | 'stream' | 'commands' } & Record<string, unknown>,
  listener: Listener,
) {
  const subscriptionId = ++lastHandle;
  listeners.set(subscriptionId, listener);
  void ask({ ...request, subscriptionId });
  return () => {
    if (listeners.delete(subscriptionId)) void ask({ type: 'unsubscribe', subscriptionId });
  };
}

const bridge: KipuxBridge = {
  platform: process.platform,
  version: process.argv.find((argument) => argument.startsWith('--kipux-version='))?.split('=')[1] ?? '',
  call(endpoint, input, onProgress) {
    const callId = ++lastHandle;
    if (onProgress) listeners.set(callId, ({ ratio }: UploadProgress) => onProgress(ratio));
    return {
      answer: ask({ type: 'call', callId, endpoint, input }).finally(() => listeners.delete(callId)),
      cancel: () => void ask({ type: 'cancel', callId }),
    };
  },
  watch: (listener) => subscribe({ type: 'watch' }, listener),
  stream: (messageId, from, listener) => subscribe({ type: 'stream', messageId, from }, listener),
  settleChange: (id, how) => ask({ type: 'settleChange', id, how }),
  onCommand: (listener) =>
    subscribe({ type: 'commands' }, ({ command }: { command: MenuCommand }) => listener(command)),
  status: () => ask({ type: 'status' }),
  chooseServer: (address) => ask({ type: 'chooseServer', address }),
  saveDocument: (documentId) => ask({ type: 'saveDocument', documentId }),
  storage: () => ask({ type: 'storage' }),
  setStorage: (mostBytes) => ask({ type: 'setStorage', mostBytes }),
  freeStorage: () => ask({ type: 'freeStorage' }),
  setAppearance: ({ locale, theme }) => ask({ type: 'setAppearance', locale, theme }),
};

contextBridge.exposeInMainWorld('kipux', bridge);
