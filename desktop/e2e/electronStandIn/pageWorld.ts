import type { WorldBridge } from './worldBridge.ts';

/**
 * The stand-in's part in the page's own world. Its source text is injected, so it may use nothing from this module.
 * Custom schemes are served as `http://<host>.<scheme>.localhost`, so fetch of such a URL is rewritten.
 */
export function pageWorld(bridge: WorldBridge, schemes: string[]): void {
  const deepFreeze = (value: unknown): void => {
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return;
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  };
  bridge.on.expose = ({ name, v }: { name: string; v: unknown }) => {
    if (name in globalThis)
      throw new Error('Cannot bind an API on top of an existing property on the window object');
    const value = bridge.dec(v);
    deepFreeze(value);
    Object.defineProperty(globalThis, name, {
      value,
      enumerable: true,
      configurable: false,
      writable: false,
    });
  };
  const rewrite = (url: string) => {
    const scheme = schemes.find((s) => url.startsWith(`${s}://`));
    if (!scheme) return url;
    return `http://${url.slice(scheme.length + 3).replace(/^([^/?#]*)/, `$1.${scheme}.localhost`)}`;
  };
  const ask = (url: string, disposition: string) =>
    bridge.post({ t: 'open', url: new URL(url || 'about:blank', document.baseURI).href, disposition });
  globalThis.open = (url = '', _name, features = '') => {
    ask(String(url), features ? 'new-window' : 'foreground-tab');
    return null;
  };
  const openLink = (event: MouseEvent) => {
    const link = event.composedPath().find((n) => n instanceof HTMLAnchorElement && n.href !== '');
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
    const elsewhere =
      link.target === '_blank' || event.ctrlKey || event.metaKey || event.shiftKey || event.button === 1;
    if (!elsewhere) return;
    event.preventDefault();
    ask(link.href, 'foreground-tab');
  };
  addEventListener('click', openLink);
  addEventListener('auxclick', openLink);
  const nativeFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const target = typeof input === 'string' || input instanceof URL ? rewrite(String(input)) : input;
    return nativeFetch(target, init);
  };
}
