import { chromium } from 'playwright-core';
import { afterEach, expect, test, vi } from 'vitest';
import { findBrowser } from './browser.ts';

afterEach(() => vi.unstubAllEnvs());

test('a browser that was asked for and cannot be run is an error, not another browser', async () => {
  vi.stubEnv('KIPUX_CHROMIUM', '/nowhere/chromium');
  await expect(findBrowser()).rejects.toThrow('KIPUX_CHROMIUM');
});

test('the browser that is found renders a page', async ({ skip }) => {
  const browser = await findBrowser();
  if (!browser) return skip('no browser on this system');
  const running = await chromium.launch({ executablePath: browser.executablePath, args: [...browser.args] });
  try {
    const page = await running.newPage();
    await page.setContent('<p>hola</p>');
    expect(await page.locator('p').boundingBox()).toMatchObject({ width: expect.any(Number) });
  } finally {
    await running.close();
  }
}, 60_000);
