import { render } from '@testing-library/react';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { KipuxBridge } from '#shared/bridge.ts';
import type { Locale } from '#shared/entities.ts';
import { Kipux } from '../app/Kipux.tsx';
import { preloadEverything } from '../app/parts.ts';
import { createI18n } from '../i18n/i18n.ts';
import { createApp } from '../state/app.tsx';
import { createMemoryClient, type MemoryClient } from './memoryClient.ts';
import { newAccount } from './memoryServer.ts';
import { memoryStorage } from './memoryStorage.ts';

await preloadEverything();

/** Draws the whole interface at a path, for somebody signed in unless `account` is null. */
export function renderKipux(
  path: string,
  {
    locale = 'es',
    client = createMemoryClient({ account: newAccount('ana@ejemplo.es', 'Ana', locale) }),
    desktop,
  }: { locale?: Locale; client?: MemoryClient; desktop?: KipuxBridge } = {},
) {
  giveElementsASize();
  const location = memoryLocation({ path, record: true });
  const app = createApp(client, memoryStorage());
  const view = render(
    <Router hook={location.hook} searchHook={location.searchHook}>
      <Kipux app={app} i18n={createI18n(locale)} desktop={desktop} />
    </Router>,
  );
  return { ...view, client, app, path: () => location.history.at(-1) ?? path };
}

/** There is no layout here; without a size the lists would think that nothing of them is in view. */
function giveElementsASize(): void {
  Object.defineProperties(HTMLElement.prototype, {
    offsetHeight: { configurable: true, get: () => 600 },
    offsetWidth: { configurable: true, get: () => 600 },
    clientHeight: { configurable: true, get: () => 600 },
    offsetParent: { configurable: true, get: () => document.body },
  });
  for (const place of [globalThis, document.defaultView ?? {}]) {
    Object.assign(place, { ResizeObserver: ImmediateResizeObserver });
  }
}

/** Reports the size of whatever it is given, once. */
class ImmediateResizeObserver implements ResizeObserver {
  readonly #report: ResizeObserverCallback;

  constructor(report: ResizeObserverCallback) {
    this.#report = report;
  }

  observe(target: Element): void {
    // The rows of a virtual list are placed absolutely; what is not one is the window on it.
    const isRow = target instanceof HTMLElement && target.style.position === 'absolute';
    const size = { inlineSize: 600, blockSize: isRow ? 60 : 600 };
    queueMicrotask(() =>
      this.#report(
        [
          {
            target,
            contentRect: new DOMRect(0, 0, size.inlineSize, size.blockSize),
            borderBoxSize: [size],
            contentBoxSize: [size],
            devicePixelContentBoxSize: [size],
          },
        ],
        this,
      ),
    );
  }

  unobserve(): void {}

  disconnect(): void {}
}
