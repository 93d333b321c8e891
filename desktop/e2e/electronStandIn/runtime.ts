import type { Chromium } from './chromium.ts';

export type Asked = { what: string; detail: unknown; at: number };

/** What the parts of the stand-in share: one process runs one app. */
export const runtime = {
  state: 'loading' as 'loading' | 'ready',
  quitting: false,
  exitCode: 0,
  chromium: undefined as Chromium | undefined,
  protocolPort: 0,
  version: '0.0.0',
  appPath: process.cwd(),
  packaged: false,
  /** Everything the app asked the desktop for (openExternal, dialogs, menus …): recorded, not performed. */
  asked: [] as Asked[],
};

export function record<T>(what: string, detail: T): T {
  runtime.asked.push({ what, detail, at: Date.now() });
  return detail;
}

export function needReady(what: string): void {
  if (runtime.state !== 'ready') throw new Error(`${what} can only be used after the app is ready`);
}

export function chromium(): Chromium {
  if (!runtime.chromium) throw new Error('stand-in: Chromium is not running');
  return runtime.chromium;
}

const PASSED_THROUGH = new Set<string | symbol>([
  'then',
  'toJSON',
  '$$typeof',
  'asymmetricMatch',
  'nodeType',
  'tagName',
]);

/** Whatever is not listed in `known` throws by its name, so that nothing seems to work that was never provided. */
export function loud<T extends object>(name: string, known: T): T {
  return new Proxy(known, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || PASSED_THROUGH.has(key))
        return Reflect.get(target, key, target);
      throw new Error(`stand-in: electron.${name}.${key} is not provided`);
    },
  });
}
