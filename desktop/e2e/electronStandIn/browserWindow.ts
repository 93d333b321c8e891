import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { chromium, needReady, record, runtime } from './runtime.ts';
import { WebContents, type WebPreferences } from './webContents.ts';

type Bounds = { x: number; y: number; width: number; height: number };
type Options = Partial<Bounds> & { show?: boolean; title?: string; webPreferences?: WebPreferences };

const windows = new Set<BrowserWindow>();
let focused: BrowserWindow | undefined;

/** A window that remembers what it was told; its page is a real one. */
export class BrowserWindow extends EventEmitter {
  static readonly getAllWindows = () => [...windows];
  static readonly getFocusedWindow = () => focused ?? null;
  static readonly fromWebContents = (contents: unknown) =>
    [...windows].find((w) => w.webContents === contents) ?? null;
  static readonly fromId = (id: number) => [...windows].find((w) => w.id === id) ?? null;

  readonly webContents: WebContents;
  readonly id: number;
  readonly #state: { maximized: boolean; minimized: boolean; fullScreen: boolean };
  #bounds: Bounds;
  #visible: boolean;
  #title: string;
  #closed = false;
  #shown = false;

  constructor(options: Options = {}) {
    super();
    needReady('BrowserWindow');
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#visible = options.show !== false;
    this.#title = options.title ?? app.name;
    this.#state = { maximized: false, minimized: false, fullScreen: false };
    const owner = {
      width,
      height,
      title: this.#title,
      close: () => void this.close(),
      readyToShow: () => this.#readyToShow(),
      opened: (url: string) => void new BrowserWindow().loadURL(url).catch(() => {}),
    };
    this.webContents = new WebContents(owner, options.webPreferences ?? {});
    this.id = this.webContents.id;
    windows.add(this);
    app.emit('browser-window-created', {}, this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#visible = true;
    this.emit('show');
    this.focus();
  }

  focus(): void {
    // oxlint-disable-next-line typescript/no-this-alias -- the one that has the focus
    focused = this;
    this.emit('focus');
    app.emit('browser-window-focus', {}, this);
    void this.webContents.ready.then(() => this.webContents.cdp().send('Page.bringToFront')).catch(() => {});
  }

  close(): boolean {
    if (this.#closed) return true;
    let prevented = false;
    this.emit('close', { preventDefault: () => void (prevented = true) });
    if (!prevented) this.destroy();
    return !prevented;
  }

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    windows.delete(this);
    if (focused === this) focused = undefined;
    void this.webContents.ready
      .then(() => chromium().browser.send('Target.closeTarget', { targetId: this.webContents.target }))
      .catch(() => {});
    this.webContents.destroyed();
    this.emit('closed');
    if (windows.size === 0 && !runtime.quitting) app.emit('window-all-closed');
  }

  isDestroyed = () => this.#closed;
  isVisible = () => this.#visible && !this.#closed;
  isFocused = () => focused === this;
  getBounds = () => ({ ...this.#bounds });
  getNormalBounds = () => ({ ...this.#bounds });
  getTitle = () => this.#title;
  setTitle = (title: string) => void (this.#title = title);
  setMenuBarVisibility = (visible: boolean) => void record('menu-bar', visible);
  setBackgroundColor = (color: string) => void record('background', color);
  isMaximized = () => this.#state.maximized;
  isMinimized = () => this.#state.minimized;
  isFullScreen = () => this.#state.fullScreen;
  maximize = () => this.#change({ maximized: true }, 'maximize');
  unmaximize = () => this.#change({ maximized: false }, 'unmaximize');
  minimize = () => this.#change({ minimized: true }, 'minimize');
  restore = () => this.#change({ minimized: false }, 'restore');
  setFullScreen = (fullScreen: boolean) =>
    this.#change({ fullScreen }, fullScreen ? 'enter-full-screen' : 'leave-full-screen');
  setBounds = (bounds: Partial<Bounds>) => {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit('resize');
    this.emit('move');
  };

  #change(
    state: Partial<{ maximized: boolean; minimized: boolean; fullScreen: boolean }>,
    event: string,
  ): void {
    Object.assign(this.#state, state);
    this.emit(event);
  }

  #readyToShow(): void {
    if (this.#shown) return;
    this.#shown = true;
    this.emit('ready-to-show');
  }
}
