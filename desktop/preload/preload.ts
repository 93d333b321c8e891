import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { BRIDGE_CHANNELS, type BridgeEvent, type KipuxBridge } from '#shared/bridge.ts';

type Listener = (event: BridgeEvent['event']) => void;

const listeners = new Map<number, Listener>();
let lastHandle = 0;

// The page never sees Electron's event object: it leads to everything.
ipcRenderer.on(BRIDGE_CHANNELS.event, (_event: IpcRendererEvent, { subscriptionId, event }: BridgeEvent) => {
  listeners.get(subscriptionId)?.(event);
});

/** The main process parses the request, and answers in the type that the bridge promises. */
const ask = (request: { type: string; [field: string]: unknown }) =>
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
  status: () => ask({ type: 'status' }),
  chooseServer: (address) => ask({ type: 'chooseServer', address }),
  setAppearance: ({ locale, theme }) => ask({ type: 'setAppearance', locale, theme }),
};

contextBridge.exposeInMainWorld('kipux', bridge);
