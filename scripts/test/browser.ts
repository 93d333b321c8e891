import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { packagedChromium } from './packagedChromium.ts';

/** A Chromium that tests may drive, and the arguments that it wants on this machine. */
export type Browser = { readonly executablePath: string; readonly args: readonly string[] };

/** Tests trust their own pages, containers rarely allow the sandbox, and their /dev/shm is small. */
const args = ['--no-sandbox', '--disable-dev-shm-usage'];

/**
 * Finds a browser: `$KIPUX_CHROMIUM`, an installed Chrome or Chromium, else the one that comes as an npm package.
 * @returns undefined where there is none
 * @throws when `$KIPUX_CHROMIUM` names something that cannot be run
 */
export async function findBrowser(): Promise<Browser | undefined> {
  const wanted = process.env['KIPUX_CHROMIUM'];
  if (wanted) {
    if (await isExecutable(wanted)) return { executablePath: wanted, args };
    throw new Error(`KIPUX_CHROMIUM is ${wanted}, which is not a program that can be run.`);
  }
  for (const executablePath of await installed()) {
    if (await isExecutable(executablePath)) return { executablePath, args };
  }
  const executablePath = await packagedChromium();
  return executablePath === undefined ? undefined : { executablePath, args };
}

/** Where Chrome and its relatives are installed, the most likely first. */
async function installed(env = process.env): Promise<string[]> {
  // Loading it takes as long as starting a desktop may take in all, and who names a browser needs nothing of it.
  const { chromium } = await import('playwright-core');
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return [
      chromium.executablePath(),
      ...apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`),
    ];
  }
  if (process.platform === 'win32') {
    const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter(
      (one) => one !== undefined,
    );
    const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
    return [
      chromium.executablePath(),
      ...programs.flatMap((program) => folders.map((folder) => path.join(folder, program))),
    ];
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(path.isAbsolute);
  return [
    chromium.executablePath(),
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
  ];
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
