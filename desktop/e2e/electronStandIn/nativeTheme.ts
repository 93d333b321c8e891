import { EventEmitter } from 'node:events';
import type { CdpSession } from './chromium.ts';

type ThemeSource = 'system' | 'light' | 'dark';

const pages = new Set<CdpSession>();

class NativeTheme extends EventEmitter {
  #source: ThemeSource = 'system';

  get themeSource(): ThemeSource {
    return this.#source;
  }

  set themeSource(source: ThemeSource) {
    this.#source = source;
    for (const page of pages) applyTheme(page).catch(() => pages.delete(page));
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? process.env.STANDIN_DARK === '1' : this.#source === 'dark';
  }
}

export const nativeTheme = new NativeTheme();

/** Pages follow the app's theme by their media query, as Electron's do. */
export async function applyTheme(page: CdpSession): Promise<void> {
  pages.add(page);
  const value = nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
}
