/**
 * Stands in for the `electron` module of the main process where Electron's binary cannot be had: the app's real bundles
 * run in Node, its windows in a real Chromium. It proves the app's logic and wiring, not Electron's own behaviour: no
 * sendSync, message ports, utility processes, session cookies, downloads, permission prompts, accelerators, updates,
 * asar or fuses. What is not listed here throws by name.
 */
import { app } from './app.ts';
import { BrowserWindow } from './browserWindow.ts';
import { clipboard, dialog, net, powerMonitor, screen, shell } from './desktopServices.ts';
import { ipcMain } from './ipcMain.ts';
import { Menu, MenuItem } from './menu.ts';
import { nativeTheme } from './nativeTheme.ts';
import { protocol } from './protocol.ts';
import { safeStorage } from './safeStorage.ts';
import { session } from './session.ts';
import { WebContents as webContents } from './webContents.ts';

/** Not Electron's: what the app asked for and how dialogs answer, for tests. */
export { dialogAnswers } from './desktopServices.ts';
export { runtime as standIn } from './runtime.ts';
export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  webContents,
};
