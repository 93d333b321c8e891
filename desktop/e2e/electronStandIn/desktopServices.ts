import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { StandInRequest } from './netRequest.ts';
import { loud, needReady, record } from './runtime.ts';

/** What the app asks of the desktop is recorded, never performed. */
export const shell = loud('shell', {
  openExternal: async (url: string) => void record('openExternal', url),
  showItemInFolder: (file: string) => void record('showItemInFolder', file),
  beep: () => {},
});

/** The answers that dialogs give; a test may change them. */
export const dialogAnswers = {
  showOpenDialog: { canceled: true, filePaths: [] as string[] },
  showSaveDialog: { canceled: true, filePath: '' },
  showMessageBox: { response: 0, checkboxChecked: false },
};

function answer<K extends keyof typeof dialogAnswers>(kind: K) {
  return async (...args: unknown[]) => {
    needReady(`dialog.${kind}`);
    record(kind, args.at(-1));
    return dialogAnswers[kind];
  };
}

export const dialog = loud('dialog', {
  showOpenDialog: answer('showOpenDialog'),
  showSaveDialog: answer('showSaveDialog'),
  showMessageBox: answer('showMessageBox'),
  showErrorBox(title: string, content: string) {
    record('showErrorBox', { title, content });
    console.error(`[dialog] ${title}: ${content}`);
  },
});

let copied = '';
export const clipboard = loud('clipboard', {
  readText: () => copied,
  writeText: (text: string) => void (copied = text),
});

const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  scaleFactor: 1,
};
export const screen = loud(
  'screen',
  Object.assign(new EventEmitter(), { getPrimaryDisplay: () => display, getAllDisplays: () => [display] }),
);

export const powerMonitor = loud('powerMonitor', new EventEmitter());

/** Node's own fetch where Electron uses Chromium's network: same streams and abort, other proxies and certificates. */
export const net = loud('net', {
  isOnline: () => true,
  async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith('file:')) return globalThis.fetch(input, init);
    return new Response(new Uint8Array(await readFile(fileURLToPath(url))));
  },
  request: (options: { method: string; url: string }) => new StandInRequest(options),
});
