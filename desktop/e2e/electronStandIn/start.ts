/** What Electron's executable does around the app's own code, for `electron [flags] [-r file] <app> [args]`. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findBrowser } from '../../../scripts/test/browser.ts';
import { announceReady, app, closeAtQuit } from './app.ts';
import { BrowserWindow } from './browserWindow.ts';
import { launchChromium } from './chromium.ts';
import { listenForSchemes, registeredSchemes } from './protocol.ts';
import { runtime } from './runtime.ts';
import { WebContents } from './webContents.ts';

const LOADING_LIMIT_MS = 5_000;
const SWITCHES = [
  '--headless',
  '--remote-debugging-pipe',
  '--remote-debugging-port=0',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--password-store=basic',
  '--use-mock-keychain',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  '--mute-audio',
  '--disable-features=HttpsUpgrades,Translate',
];

const standIn = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/(main|common))?$/.test(specifier)
      ? { url: standIn, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

const started = readArguments(process.argv.slice(2));
if (started.inspect) inspector.open(0, '127.0.0.1'); // Playwright waits for «Debugger listening on ws://…».
const prepared = prepareProcess(started.appArgument);
const require = createRequire(path.join(prepared.folder, 'app.js'));
for (const preload of started.preloads) require(preload);
endTogether();
await loadApp(prepared.entry);
await startChromium();
announceReady();

type Manifest = { main?: string; name?: string; productName?: string; version?: string };

function readArguments(argv: string[]) {
  const preloads: string[] = [];
  let appArgument: string | undefined;
  let inspect = false;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (argument === '-r' || argument === '--require') preloads.push(argv[++i] ?? '');
    else if (argument.startsWith('--inspect')) inspect = true;
    else if (!argument.startsWith('-')) {
      appArgument = argument;
      break;
    }
  }
  return { appArgument, preloads, inspect };
}

/** A packaged app lies beside the launcher that electron-builder copied; STANDIN_PACKAGED_DIR names that folder. */
function prepareProcess(appArgument: string | undefined) {
  const packagedDir = process.env.STANDIN_PACKAGED_DIR;
  const root = packagedDir ? path.join(packagedDir, 'resources/app') : path.resolve(appArgument ?? '.');
  const isFile = statSync(root).isFile();
  const folder = isFile ? path.dirname(root) : root;
  const packageFile = path.join(folder, 'package.json');
  const manifest: Manifest = existsSync(packageFile) ? readManifest(packageFile) : {};
  runtime.version = manifest.version ?? '0.0.0';
  runtime.appPath = folder;
  runtime.packaged = packagedDir !== undefined;
  app.name = manifest.productName ?? manifest.name ?? 'electron';
  const launcher = path.join(import.meta.dirname, 'launcher/electron');
  Object.defineProperties(process, {
    type: { value: 'browser' },
    resourcesPath: { value: packagedDir ? path.join(packagedDir, 'resources') : import.meta.dirname },
    defaultApp: { value: packagedDir ? undefined : true },
    versions: { value: Object.freeze({ ...process.versions, electron: '45.4.1' }) },
  });
  process.argv = [launcher, ...process.argv.slice(2)];
  return { folder, entry: isFile ? root : path.resolve(folder, manifest.main ?? 'index.js') };
}

function readManifest(file: string): Manifest {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own package.json
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

/** Electron emits `ready` only when the entry has finished evaluating: a top-level await on whenReady() never ends. */
async function loadApp(entry: string): Promise<void> {
  const stuck = setTimeout(() => {
    console.error(
      `[stand-in] ${entry} has not finished evaluating: a top-level await on app.whenReady() hangs in Electron too.`,
    );
    process.exit(71);
  }, LOADING_LIMIT_MS);
  try {
    await import(pathToFileURL(entry).href);
  } catch (error) {
    console.error('App threw an error during load\n', error);
    process.exit(1);
  }
  clearTimeout(stuck);
}

async function startChromium(): Promise<void> {
  const found = await findBrowser();
  if (!found) {
    console.error('[stand-in] no Chromium was found');
    process.exit(69);
  }
  await listenForSchemes();
  const rules = registeredSchemes().map(
    (scheme) => `MAP *.${scheme}.localhost:80 127.0.0.1:${runtime.protocolPort}`,
  );
  const chromium = launchChromium(found.executablePath, [
    ...found.args,
    ...SWITCHES,
    `--host-resolver-rules=${rules.join(', ')}`,
    `--user-data-dir=${path.join(app.getPath('sessionData'), 'chromium')}`,
  ]);
  runtime.chromium = chromium;
  chromium.browser.on('gone', () => {
    if (runtime.quitting) return;
    console.error('[stand-in] Chromium ended');
    process.exit(70);
  });
  chromium.browser.on('Target.targetDestroyed', ({ targetId }: { targetId: string }) => {
    BrowserWindow.fromWebContents(WebContents.fromDevToolsTargetId(targetId))?.destroy();
  });
  // Not awaited: as with Electron, the app's own code runs while the first renderer is still on its way.
  chromium.browser.send('Target.setDiscoverTargets', { discover: true }).catch(() => {});
}

function endTogether(): void {
  closeAtQuit(() => BrowserWindow.getAllWindows().every((window) => window.close()));
  process.on('exit', () => runtime.chromium?.process.kill());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
}
