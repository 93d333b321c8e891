import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { record, runtime } from './runtime.ts';
import { holdSingleInstance } from './singleInstance.ts';

const switches = new Map<string, string>();
const paths: Record<string, string> = {
  home: homedir(),
  temp: tmpdir(),
  exe: process.execPath,
  downloads: path.join(homedir(), 'Downloads'),
};
const ready = Promise.withResolvers<void>();
const locale = () => process.env.STANDIN_LOCALE ?? 'en-US';

class App extends EventEmitter {
  name = 'electron';
  readonly commandLine = {
    appendSwitch: (name: string, value = '') => void switches.set(name, value),
    appendArgument: () => {},
    hasSwitch: (name: string) => switches.has(name),
    getSwitchValue: (name: string) => switches.get(name) ?? '',
  };

  get isPackaged(): boolean {
    return runtime.packaged;
  }

  getName = () => this.name;
  setName = (name: string) => void (this.name = name);
  getVersion = () => runtime.version;
  getAppPath = () => runtime.appPath;
  getLocale = locale;
  getPreferredSystemLanguages = () => [locale()];
  isReady = () => runtime.state === 'ready';
  whenReady = () => ready.promise;
  setPath = (name: string, value: string) => void (paths[name] = value);
  setAppUserModelId = (id: string) => void record('app-user-model-id', id);
  setAboutPanelOptions = (options: object) => void record('about-panel', options);
  showAboutPanel = () => void record('about-panel-shown', null);
  enableSandbox = () => void record('sandbox', true);
  focus = () => {};
  hide = () => {};
  requestSingleInstanceLock = () =>
    holdSingleInstance(this.getPath('userData'), (argv) => this.emit('second-instance', {}, argv, '', null));
  exit = (code = 0) => {
    runtime.exitCode = code;
    finish();
  };

  getPath(name: string): string {
    const root = process.env.STANDIN_USER_DATA ?? path.join(homedir(), '.config', this.name);
    const preset: Record<string, string> = {
      userData: root,
      sessionData: root,
      logs: path.join(root, 'logs'),
      appData: path.dirname(root),
    };
    const found = paths[name] ?? (name === 'sessionData' ? paths.userData : undefined) ?? preset[name];
    if (!found) throw new Error(`Failed to get '${name}' path`);
    if (name === 'userData' || name === 'sessionData') mkdirSync(found, { recursive: true });
    return found;
  }

  quit(): void {
    if (runtime.quitting) return;
    runtime.quitting = true;
    let prevented = false;
    const event = { preventDefault: () => void (prevented = true) };
    this.emit('before-quit', event);
    for (const close of [...closers]) prevented ||= !close();
    if (!prevented) this.emit('will-quit', event);
    if (prevented) runtime.quitting = false;
    else finish();
  }
}

export const app = new App();
// Electron's own default: with no other listener, the last window closing quits the app.
app.on('window-all-closed', () => {
  if (app.listenerCount('window-all-closed') === 1) app.quit();
});

const closers = new Set<() => boolean>();
/** Called at quit; false vetoes it. */
export function closeAtQuit(close: () => boolean): void {
  closers.add(close);
}

/** Everything is up: the app's own code may run. Playwright replaces `emit`, so the promise is settled last. */
export function announceReady(): void {
  runtime.state = 'ready';
  app.emit('will-finish-launching');
  app.emit('ready', {}, {});
  ready.resolve();
}

const CHROMIUM_END_MS = 3_000;

/** As with Electron, Chromium ends in order, which writes what its pages have stored; one that does not is killed. */
function finish(): void {
  app.emit('quit', {}, runtime.exitCode);
  runtime.quitting = true;
  const { chromium } = runtime;
  const end = () => process.exit(runtime.exitCode);
  if (chromium === undefined || chromium.process.exitCode !== null) return end();
  chromium.process.once('exit', end);
  setTimeout(end, CHROMIUM_END_MS);
  chromium.browser.send('Browser.close').catch(end);
}
