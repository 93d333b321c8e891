import path from 'node:path';
import { _electron, type Page } from 'playwright-core';
import { downloadedElectron } from '../desktop/electronProgram.ts';
import { root } from '../setup/project.mjs';
import { findBrowser } from '../test/browser.ts';

const STAND_IN = path.join(root, 'desktop/e2e/electronStandIn/launcher/electron');

export type RunningDesktop = { page: Page; pid: number; close(): Promise<void> };

/** How the desktop is started on this machine; undefined where nothing can show it. */
export async function findDesktop() {
  const electron = downloadedElectron();
  const browser = await findBrowser();
  if (electron === undefined && browser === undefined) return undefined;
  return async (device: string, serverUrl: string): Promise<RunningDesktop> => {
    const app = await _electron.launch({
      executablePath: electron ?? STAND_IN,
      args: [root, ...(electron === undefined ? [] : ['--no-sandbox'])],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        ...(process.env['DISPLAY'] === undefined ? {} : { DISPLAY: process.env['DISPLAY'] }),
        KIPUX_CHROMIUM: browser?.executablePath ?? '',
        KIPUX_DESKTOP_DATA_DIR: device,
        KIPUX_SERVER_URL: serverUrl,
      },
    });
    return { page: await app.firstWindow(), pid: app.process().pid ?? 0, close: () => app.close() };
  };
}
