import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, net, powerMonitor, protocol, safeStorage, session } from 'electron';
import type { DesktopStatus } from '#shared/bridge.ts';
import { startCacheThread } from './cache/cacheThread.ts';
import { createAccountKeeper } from './client/account.ts';
import { saveCopy } from './client/saveCopy.ts';
import { openIpcGate } from './ipc/ipcGate.ts';
import { logError } from './log.ts';
import { applyPreferences, changePreferences, FIRST_PREFERENCES, preferencesSchema } from './preferences.ts';
import { createRequests } from './requests.ts';
import { createServerConnection } from './server/connection.ts';
import { createServerAddress, serverChoiceSchema, THIS_COMPUTER } from './server/serverAddress.ts';
import { createSessionStore } from './server/sessionStore.ts';
import { showApplicationMenu } from './shell/applicationMenu.ts';
import { APP_SCHEME, createAppProtocolHandler } from './shell/appProtocol.ts';
import { jsonFile } from './shell/jsonFile.ts';
import { restrictPermissions } from './shell/permissions.ts';
import { checkSpelling } from './shell/spelling.ts';
import { FIRST_WINDOW, windowStateSchema } from './shell/windowState.ts';
import { openWindow, setZoom } from './shell/windows.ts';

const distFolder = path.dirname(import.meta.dirname);
const preload = path.join(distFolder, 'preload', 'preload.cjs');

app.setName('Kipux');
if (process.env.KIPUX_DESKTOP_DATA_DIR)
  app.setPath('userData', path.resolve(process.env.KIPUX_DESKTOP_DATA_DIR));

if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
  // Not awaited: `ready` comes only after this module has been evaluated.
  void app.whenReady().then(boot).catch(failToStart);
} else app.quit();

async function boot(): Promise<void> {
  const userData = app.getPath('userData');
  const inUserData = (name: string) => path.join(userData, name);
  const preferences = jsonFile(inUserData('preferences.json'), preferencesSchema, FIRST_PREFERENCES);
  const windowState = jsonFile(inUserData('window.json'), windowStateSchema, FIRST_WINDOW);
  const netFetch: typeof fetch = (input, init) => net.fetch(input instanceof URL ? input.href : input, init);

  protocol.handle(APP_SCHEME, createAppProtocolHandler(path.join(distFolder, 'renderer')));
  restrictPermissions(session.defaultSession);
  checkSpelling(session.defaultSession);
  applyPreferences(preferences);

  const cache = startCacheThread(pathToFileURL(path.join(import.meta.dirname, 'cacheWorker.js')));
  const sessions = createSessionStore(inUserData('session.bin'), safeStorage);
  const account = createAccountKeeper({ userData, cache, appVersion: app.getVersion() });
  const address = createServerAddress({
    file: jsonFile(inUserData('server.json'), serverChoiceSchema, null),
    thisComputer: process.env.KIPUX_SERVER_URL,
    fetch: netFetch,
  });
  const connection = createServerConnection({
    address,
    cache,
    account,
    sessions,
    fetch: netFetch,
    openRequest: (options) => net.request(options),
    mostBytes: () => preferences.read().mostBytes,
    onChange: () => requests.clientChanged(),
  });
  const status = (): DesktopStatus => ({
    serverAddress: address.current()?.url ?? null,
    isThisComputer: address.current()?.name === THIS_COMPUTER,
    thisComputer: address.hasThisComputer,
    session: sessions.kept,
    cache: account.cacheState(),
  });
  const requests = createRequests({
    client: connection.client,
    status,
    async chooseServer(wanted) {
      await connection.choose(wanted);
      requests.tell({ type: 'reset' });
    },
    saveCopy,
    setStorage: (mostBytes) => preferences.write({ ...preferences.read(), mostBytes }),
    setAppearance({ locale, theme }) {
      changePreferences(preferences, { locale, theme });
      showMenu();
    },
  });
  const open = () => openWindow({ preload, version: app.getVersion(), state: windowState });
  const showMenu = () =>
    showApplicationMenu({
      command: requests.command,
      newWindow: open,
      zoom(step) {
        const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
        if (window)
          setZoom(window, windowState, step === null ? 0 : window.webContents.getZoomLevel() + step);
      },
    });

  // The window loads while the cache is opened; what its page asks for waits until that is there.
  const connected = connection.start();
  connected.catch(failToStart);
  openIpcGate((request, contents) => connected.then(() => requests.handle(request, contents)));
  showMenu();
  open();
  app.on('activate', () => BrowserWindow.getAllWindows().length === 0 && open());
  app.on('second-instance', () => showFirstWindow(open));
  app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
  powerMonitor.on('resume', () => connection.client()?.reconnect());
  endInOrder(() => {
    connection.stop();
    return cache.terminate();
  });
}

function showFirstWindow(open: () => BrowserWindow): void {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) return void open();
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** Lets the cache close its file before the process ends. */
function endInOrder(end: () => Promise<void>): void {
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void end()
      .catch((error: unknown) => logError('the cache did not close', error))
      .finally(() => {
        ended = true;
        app.quit();
      });
  });
}

function failToStart(error: unknown): void {
  logError('the desktop could not start', error);
  app.exit(1);
}
