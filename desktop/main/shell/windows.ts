import { BrowserWindow, nativeTheme, screen } from 'electron';
import { logError } from '../log.ts';
import { APP_URL } from './appProtocol.ts';
import { attachContextMenu } from './contextMenu.ts';
import type { JsonFile } from './jsonFile.ts';
import { guardNavigation } from './navigationGuard.ts';
import { placeWindow, SMALLEST, type WindowState } from './windowState.ts';

const BACKGROUND = { light: '#f6f1e9', dark: '#221e1b' };
const SAVE_DELAY_MS = 400;

export type WindowParts = { preload: string; version: string; state: JsonFile<WindowState> };

/** Opens a window of the app where the last one was. It shows itself when there is something to see. */
export function openWindow({ preload, version, state }: WindowParts): BrowserWindow {
  const last = state.read();
  const place = placeWindow(
    last,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...place,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Kipux',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      additionalArguments: [`--kipux-version=${version}`],
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: true,
    },
  });
  guardNavigation(window.webContents);
  attachContextMenu(window.webContents);
  rememberState(window, state);
  window.webContents.on('did-finish-load', () => window.webContents.setZoomLevel(state.read().zoomLevel));
  window.once('ready-to-show', () => {
    if (last.maximized) window.maximize();
    window.show();
  });
  window.loadURL(APP_URL).catch((error: unknown) => logError('the window could not be loaded', error));
  return window;
}

/** Changes the size of everything in a window, and of windows to come. */
export function setZoom(window: BrowserWindow, state: JsonFile<WindowState>, zoomLevel: number): void {
  const level = Math.max(-4, Math.min(6, zoomLevel));
  window.webContents.setZoomLevel(level);
  state.write({ ...state.read(), zoomLevel: level });
}

/** Saved a moment after the last change, and when the window closes. */
function rememberState(window: BrowserWindow, state: JsonFile<WindowState>): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    state.write({ ...state.read(), bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_DELAY_MS);
  };
  window.on('resize', saveSoon).on('move', saveSoon).on('maximize', saveSoon).on('unmaximize', saveSoon);
  window.on('close', save).on('closed', () => clearTimeout(timer));
}
