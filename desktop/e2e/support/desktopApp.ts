import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { KipuxBridge } from '#shared/bridge.ts';
import { downloadedElectron } from '../../../scripts/desktop/electronProgram.ts';

declare global {
  // What the preload gives to the page.
  var kipux: KipuxBridge;
}

const root = path.resolve(import.meta.dirname, '../../..');
const standIn = path.join(root, 'desktop/e2e/electronStandIn/launcher/electron');

/** Electron's own program where it has been downloaded; it is never downloaded from here. */
export const realElectron = () => downloadedElectron();

export type Desktop = { app: ElectronApplication; page: Page; close(): Promise<void> };

export type DesktopOptions = {
  /** The device's own folder; the same one again is a restart. */
  userData: string;
  serverUrl?: string;
  env?: Record<string, string>;
  /** The app to start, if not the one just built. */
  executablePath?: string;
};

/** Starts the built desktop, in Electron where it can be had and on the stand-in where it cannot. */
export async function startDesktop({
  userData,
  serverUrl,
  env = {},
  executablePath,
}: DesktopOptions): Promise<Desktop> {
  const program = executablePath ?? realElectron() ?? standIn;
  const app = await _electron.launch({
    executablePath: program,
    args: executablePath === undefined ? [root, ...(realElectron() ? ['--no-sandbox'] : [])] : [],
    env: {
      ...plainEnvironment(),
      KIPUX_DESKTOP_DATA_DIR: userData,
      ...(serverUrl ? { KIPUX_SERVER_URL: serverUrl } : {}),
      ...env,
    },
  });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await app.close();
  };
  onTestFinished(close);
  const page = await app.firstWindow();
  await page.waitForFunction(() => 'kipux' in globalThis);
  await page.waitForLoadState();
  return { app, page, close };
}

/** A folder for one device, gone after the test. */
export function deviceFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-device-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function plainEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
