import { codec } from './codec.ts';
import { pageWorld } from './pageWorld.ts';
import { preloadWorld } from './preloadWorld.ts';
import { worldBridge } from './worldBridge.ts';

const tools = `const codec=${String(codec)}, worldBridge=${String(worldBridge)};`;

/** Script for the page's own world: receives what the preload exposes, asks main before windows open. */
export function pageWorldSource(key: string, schemes: string[]): string {
  return `(() => { ${tools} (${String(pageWorld)})(worldBridge(codec, '${key}:page', '${key}:preload'), ${JSON.stringify(schemes)}); })()`;
}

/** Script for the isolated world: the app's real preload, run as CommonJS with what a sandboxed preload may require. */
export function preloadWorldSource(key: string, preload: string, processInfo: object): string {
  const run = `function (require, module, exports, process, global, setImmediate) {\n${preload}\n}`;
  return `(() => { if (window !== window.top) return; ${tools} (${String(preloadWorld)})(worldBridge(codec, '${key}:preload', '${key}:page'), codec(), ${run}, ${JSON.stringify(processInfo)}); })()`;
}
