/* oxlint-disable typescript/no-unsafe-type-assertion -- the page's half sends these messages */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { CdpSession } from './chromium.ts';
import { codec } from './codec.ts';
import { pageWorldSource, preloadWorldSource } from './injectedWorlds.ts';
import { invokeHandler, ipcMain } from './ipcMain.ts';
import { applyTheme } from './nativeTheme.ts';
import { fromHttp, registeredSchemes, toHttp } from './protocol.ts';
import { chromium, needReady } from './runtime.ts';
import { session } from './session.ts';

const WORLD = 'Electron Isolated Context';
const KEY = `stand-in-${crypto.randomUUID()}`;
const ipc = codec();
const all = new Map<number, WebContents>();
let lastId = 0;

export type WebPreferences = { preload?: string; additionalArguments?: string[] } & Record<string, unknown>;
/** The window around the contents, as far as the contents need it. */
export type Owner = {
  width: number;
  height: number;
  title: string;
  close(): void;
  readyToShow(): void;
  opened(url: string): void;
};
type OpenHandler = (details: { url: string; disposition: string; frameName: string; features: string }) => {
  action: 'allow' | 'deny';
};
type FromPage =
  | { t: 'invoke'; id: number; channel: string; args: unknown }
  | { t: 'send'; channel: string; args: unknown }
  | { t: 'window-open'; url: string; disposition: string }
  | { t: 'context-menu'; params: object }
  | { t: 'preload-error'; stack: string };
type Frame = { id: string; parentId?: string; url: string };
type World = { name: string; uniqueId: string; auxData?: { frameId?: string } };

/** One page in Chromium with the app's preload in an isolated world. */
export class WebContents extends EventEmitter {
  static readonly fromId = (id: number) => all.get(id);
  static readonly getAllWebContents = () => [...all.values()];
  static readonly fromDevToolsTargetId = (id: string) => [...all.values()].find((w) => w.target === id);

  readonly id = ++lastId;
  readonly session = session.defaultSession;
  readonly mainFrame = { url: '', parent: null, routingId: 1, processId: 1 };
  readonly ready: Promise<void>;
  target = '';
  readonly #owner: Owner;
  readonly #preferences: WebPreferences;
  #cdp: CdpSession | undefined;
  #world: string | undefined;
  #expected: string | undefined;
  #destroyed = false;
  #zoom = 0;
  #openHandler: OpenHandler = () => ({ action: 'allow' });

  constructor(owner: Owner, preferences: WebPreferences) {
    super();
    needReady('BrowserWindow');
    this.#owner = owner;
    this.#preferences = preferences;
    all.set(this.id, this);
    this.ready = this.#open();
    this.ready.catch((error: unknown) => console.error('[stand-in] a window failed to open:', error));
  }

  async loadURL(url: string): Promise<void> {
    await this.ready;
    const target = URL.parse(toHttp(url))?.href ?? url;
    this.#expected = target;
    const loaded = new Promise((resolve) => this.once('did-finish-load', resolve));
    const { errorText } = await this.cdp().send<{ errorText?: string }>('Page.navigate', { url: target });
    if (errorText) {
      this.emit('did-fail-load', {}, -2, errorText, url, true);
      throw new Error(`${errorText} (-2) loading '${url}'`);
    }
    await loaded;
  }

  async executeJavaScript(expression: string): Promise<unknown> {
    await this.ready;
    const { result, exceptionDetails } = await this.cdp().send<{
      result: { value: unknown };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    this.#toPage({ t: 'event', channel, args: ipc.enc(args) });
  }

  cdp(): CdpSession {
    if (!this.#cdp) throw new Error('stand-in: the page is not open yet');
    return this.#cdp;
  }

  getURL = () => this.mainFrame.url;
  isDestroyed = () => this.#destroyed;
  isLoading = () => false;
  isDevToolsOpened = () => false;
  getZoomLevel = () => this.#zoom;
  getLastWebPreferences = () => ({ ...this.#preferences });
  setWindowOpenHandler = (handler: OpenHandler) => {
    this.#openHandler = handler;
  };
  setZoomLevel = (level: number) => {
    this.#zoom = level;
  };
  replaceMisspelling = (word: string) => void this.emit('stand-in-replaced', word);
  close = () => this.#owner.close();
  reload = () =>
    void this.cdp()
      .send('Page.reload')
      .catch(() => {});
  /** The window calls it when it is gone. */
  destroyed(): void {
    this.#destroyed = true;
    all.delete(this.id);
    this.emit('destroyed');
  }

  async #open(): Promise<void> {
    const { browser, session: cdpSession } = chromium();
    const { targetId } = await browser.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      width: this.#owner.width,
      height: this.#owner.height,
      newWindow: true,
    });
    this.target = targetId;
    const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const cdp = cdpSession(sessionId);
    this.#cdp = cdp;
    this.#listen(cdp);
    await Promise.all([
      cdp.send('Page.enable'),
      cdp.send('Runtime.enable'),
      cdp.send('Inspector.enable'),
      cdp.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Request' }] }),
      cdp.send('Runtime.addBinding', { name: '__standin_ipc', executionContextName: WORLD }),
    ]);
    const { preload, additionalArguments: argv = [] } = this.#preferences;
    const { platform, arch, versions } = process;
    const processInfo = {
      platform,
      arch,
      versions,
      type: 'renderer',
      sandboxed: true,
      contextIsolated: true,
      env: {},
      argv,
    };
    const isolated = preloadWorldSource(KEY, preload ? readFileSync(preload, 'utf8') : '', processInfo);
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: pageWorldSource(KEY, registeredSchemes()),
    });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source: isolated });
    await applyTheme(cdp);
  }

  #listen(cdp: CdpSession): void {
    cdp.on('Runtime.executionContextCreated', ({ context }: { context: World }) => {
      if (context.name === WORLD && context.auxData?.frameId === this.target) this.#world = context.uniqueId;
    });
    cdp.on('Runtime.executionContextsCleared', () => {
      this.#world = undefined;
    });
    cdp.on('Runtime.bindingCalled', (call: { name: string; payload: string }) => {
      if (call.name === '__standin_ipc') void this.#fromPage(JSON.parse(call.payload) as FromPage);
    });
    cdp.on('Page.frameNavigated', ({ frame }: { frame: Frame }) => {
      if (frame.parentId) return;
      this.mainFrame.url = fromHttp(frame.url);
      this.emit('did-navigate', {}, this.mainFrame.url, 200, 'OK');
    });
    cdp.on('Page.navigatedWithinDocument', ({ frameId, url }: { frameId: string; url: string }) => {
      if (frameId === this.target) this.mainFrame.url = fromHttp(url);
    });
    cdp.on('Page.domContentEventFired', () => this.emit('dom-ready', {}));
    cdp.on('Page.loadEventFired', () => {
      this.emit('did-finish-load');
      this.#owner.readyToShow();
    });
    cdp.on('Inspector.targetCrashed', () =>
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
    );
    cdp.on(
      'Fetch.requestPaused',
      (paused: { requestId: string; frameId: string; request: { url: string } }) =>
        this.#guardNavigation(cdp, paused),
    );
  }

  #guardNavigation(
    cdp: CdpSession,
    paused: { requestId: string; frameId: string; request: { url: string } },
  ): void {
    const byPage = this.#expected !== paused.request.url;
    this.#expected = undefined;
    const url = fromHttp(paused.request.url);
    const isMainFrame = paused.frameId === this.target;
    let prevented = false;
    const details = { url, isMainFrame, preventDefault: () => void (prevented = true) };
    if (byPage) this.emit('will-frame-navigate', details);
    if (byPage && isMainFrame && url !== this.mainFrame.url) this.emit('will-navigate', details, url);
    const { requestId } = paused;
    const answer = prevented
      ? cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
      : cdp.send('Fetch.continueRequest', { requestId });
    answer.catch(() => {});
  }

  async #fromPage(message: FromPage): Promise<void> {
    if (message.t === 'preload-error') {
      console.error('[stand-in] Unable to load preload script:', this.#preferences.preload, message.stack);
      this.emit('preload-error', {}, this.#preferences.preload, new Error(message.stack));
    } else if (message.t === 'window-open') this.#openWindow(message);
    else if (message.t === 'context-menu') this.emit('context-menu', {}, message.params);
    else {
      const event = { sender: this, senderFrame: this.mainFrame, frameId: 1, processId: 1, type: 'frame' };
      const args = ipc.dec(message.args) as unknown[];
      if (message.t === 'send') ipcMain.emit(message.channel, event, ...args);
      else await this.#answer(message.id, message.channel, event, args);
    }
  }

  async #answer(id: number, channel: string, event: object, args: unknown[]): Promise<void> {
    try {
      this.#toPage({ t: 'reply', id, v: ipc.enc(await invokeHandler(channel, event, args)) });
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      this.#toPage({ t: 'reply', id, error: String(error) });
    }
  }

  #openWindow({ url, disposition }: { url: string; disposition: string }): void {
    const target = fromHttp(url);
    const { action } = this.#openHandler({ url: target, disposition, frameName: '', features: '' });
    if (action === 'allow') this.#owner.opened(target);
  }

  #toPage(message: object): void {
    if (!this.#world || this.#destroyed) return;
    const expression = `__standin_receive(${JSON.stringify(message)})`;
    this.cdp()
      .send('Runtime.evaluate', { uniqueContextId: this.#world, expression })
      .catch(() => {});
  }
}
