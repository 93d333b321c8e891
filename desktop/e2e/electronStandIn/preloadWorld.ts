/* oxlint-disable typescript/no-unsafe-type-assertion, max-lines-per-function -- both halves speak the same messages; injected as one text, so it cannot be split */
import type { Codec } from './codec.ts';
import type { WorldBridge } from './worldBridge.ts';

type Listener = ((...args: unknown[]) => void) & { listener?: unknown };
type RunPreload = (
  require: (id: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  process: unknown,
  global: unknown,
  setImmediate: unknown,
) => void;
type FromMain =
  | { t: 'event'; channel: string; args: unknown }
  | { t: 'reply'; id: number; v?: unknown; error?: string };

/**
 * The stand-in's part in the isolated world: hosts the app's preload with what a sandboxed one may require. Its source
 * text is injected, so it may use nothing from this module.
 */
export function preloadWorld(
  bridge: WorldBridge,
  ipc: Codec,
  runPreload: RunPreload,
  processInfo: object,
): void {
  const world = globalThis as typeof globalThis & { __standin_ipc?: (payload: string) => void };
  const native = world.__standin_ipc;
  delete world.__standin_ipc;
  const toMain = (message: object) => native?.(JSON.stringify(message));

  class Emitter {
    #listeners = new Map<string, Listener[]>();
    on(name: string, listener: Listener) {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
      return this;
    }
    once(name: string, listener: Listener) {
      const wrapped: Listener = (...args) => {
        this.removeListener(name, wrapped);
        listener(...args);
      };
      wrapped.listener = listener;
      return this.on(name, wrapped);
    }
    removeListener(name: string, listener: Listener) {
      const list = this.#listeners.get(name) ?? [];
      const at = list.findLastIndex((l) => l === listener || l.listener === listener);
      this.#listeners.set(name, list.toSpliced(at, at < 0 ? 0 : 1));
      return this;
    }
    off(name: string, listener: Listener) {
      return this.removeListener(name, listener);
    }
    emit(name: string, ...args: unknown[]) {
      const list = this.#listeners.get(name) ?? [];
      for (const listener of list) listener(...args);
      return list.length > 0;
    }
  }

  const waiting = new Map<
    number,
    { channel: string; resolve: (v: unknown) => void; reject: (e: Error) => void }
  >();
  let last = 0;
  const missing = (name: string) => () => {
    throw new Error(`stand-in: ${name} is not provided`);
  };
  const ipcRenderer = Object.assign(new Emitter(), {
    send: (channel: string, ...args: unknown[]) => toMain({ t: 'send', channel, args: ipc.enc(args) }),
    invoke(channel: string, ...args: unknown[]) {
      const id = ++last;
      const payload = ipc.enc(args);
      return new Promise((resolve, reject) => {
        waiting.set(id, { channel, resolve, reject });
        toMain({ t: 'invoke', id, channel, args: payload });
      });
    },
    sendSync: missing('ipcRenderer.sendSync'),
    postMessage: missing('ipcRenderer.postMessage'),
  });
  Object.defineProperty(world, '__standin_receive', {
    value: (message: FromMain) => {
      if (message.t === 'event') {
        ipcRenderer.emit(
          message.channel,
          { sender: ipcRenderer, ports: [] },
          ...(ipc.dec(message.args) as unknown[]),
        );
        return;
      }
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) call?.resolve(ipc.dec(message.v));
      else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.error}`));
    },
  });
  bridge.on.open = ({ url, disposition }: { url: string; disposition: string }) =>
    toMain({ t: 'window-open', url, disposition });
  addEventListener('contextmenu', (event) => {
    const at = event.target instanceof Element ? event.target : undefined;
    const field = at?.closest('input, textarea, [contenteditable]') ?? undefined;
    const link = at?.closest('a');
    toMain({
      t: 'context-menu',
      params: {
        x: event.clientX,
        y: event.clientY,
        isEditable: field !== undefined,
        selectionText: getSelection()?.toString() ?? '',
        linkURL: link?.href ?? '',
        misspelledWord: '',
        dictionarySuggestions: [],
        editFlags: {
          canCut: true,
          canCopy: true,
          canPaste: true,
          canSelectAll: true,
          canUndo: true,
          canRedo: true,
        },
      },
    });
  });
  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) => bridge.post({ t: 'expose', name, v: bridge.enc(api) }),
    exposeInIsolatedWorld: missing('contextBridge.exposeInIsolatedWorld'),
    executeInMainWorld: missing('contextBridge.executeInMainWorld'),
  };
  const electron = { contextBridge, ipcRenderer };
  const modules: Record<string, unknown> = {
    electron,
    'electron/renderer': electron,
    events: { EventEmitter: Emitter },
    timers: { setTimeout, setInterval, clearTimeout, clearInterval },
    url: { URL, URLSearchParams },
  };
  const require = (id: string) => {
    const found = modules[id.replace(/^node:/, '')];
    if (!found) throw new Error(`module not found: ${id} (sandboxed preload)`);
    return found;
  };
  const module = { exports: {} };
  const process = Object.assign(new Emitter(), processInfo);
  try {
    runPreload(require, module, module.exports, process, globalThis, (f: () => void) => setTimeout(f, 0));
  } catch (error) {
    toMain({ t: 'preload-error', stack: error instanceof Error ? error.stack : String(error) });
  }
}
