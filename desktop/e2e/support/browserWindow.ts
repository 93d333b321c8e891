import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { findBrowser } from '../../../scripts/test/browser.ts';

export type WindowOptions = {
  locale?: 'es-ES' | 'en-GB';
  colorScheme?: 'light' | 'dark';
  width?: number;
  height?: number;
};

let launched: Promise<Browser> | undefined;

/** A real browser's window with storage of its own. What the page logs as an error fails the test, unless it is expected. */
export async function openWindow(options: WindowOptions = {}): Promise<Page> {
  launched ??= launch();
  const browser = await launched;
  const context = await browser.newContext({
    locale: options.locale ?? 'en-GB',
    colorScheme: options.colorScheme ?? 'light',
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => {
    const isPolicy = /Content Security Policy|Refused to/.test(message.text());
    if (message.type() === 'error' && isPolicy) failures.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    if (failures.length > 0) throw new Error(`The page failed:\n${failures.join('\n')}`);
  });
  return page;
}

async function launch(): Promise<Browser> {
  const found = await findBrowser();
  if (found === undefined) throw new Error('There is no browser for the end-to-end tests on this machine.');
  return chromium.launch({ executablePath: found.executablePath, args: [...found.args] });
}

/** Ends the browser that the tests of a file shared. */
export async function closeBrowser(): Promise<void> {
  await (await launched)?.close();
  launched = undefined;
}
