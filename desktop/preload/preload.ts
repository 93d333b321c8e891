import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { BridgeEvent, BridgeRequest, BridgeResult, DesktopStatus, KipuxBridge } from '#shared/bridge.ts';

// Type-only imports: a sandboxed preload cannot load the contract's schemas, and needs none.
const REQUEST = 'kipux:request';
const EVENT = 'kipux:event';

type Listener = (event: BridgeEvent['event']) => void;

const listeners = new Map<number, Listener>();
let lastHandle = 0;

// The page never sees Electron's event object: it leads to everything.
ipcRenderer.on(EVENT, (_event: IpcRendererEvent, { subscriptionId, event }: BridgeEvent) => {
  listeners.get(subscriptionId)?.(event);
});

function ask<T>(
  request: Record<string, unknown> & { type: BridgeRequest['type'] },
): Promise<BridgeResult<T>> {
  return ipcRenderer.invoke(REQUEST, request);
}

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
  call(endpoint, input) {
    const callId = ++lastHandle;
    return {
      answer: ask({ type: 'call', callId, endpoint, input }),
      cancel: () => void ask({ type: 'cancel', callId }),
    };
  },
  watch: (listener) =>
    subscribe({ type: 'watch' }, (event) => listener(event as Parameters<typeof listener>[0])),
  stream: (messageId, from, listener) =>
    subscribe({ type: 'stream', messageId, from }, (event) =>
      listener(event as Parameters<typeof listener>[0]),
    ),
  onCommand: (listener) =>
    subscribe({ type: 'commands' }, (event) => {
      if (event.type === 'command') listener(event.command);
    }),
  status: () => ask<DesktopStatus>({ type: 'status' }),
  chooseServer: (address) => ask<DesktopStatus>({ type: 'chooseServer', address }),
  setAppearance: ({ locale, theme }) => ask<null>({ type: 'setAppearance', locale, theme }),
};

contextBridge.exposeInMainWorld('kipux', bridge);
