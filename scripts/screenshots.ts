import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { SCREENS, serveScenes, showScreen } from '../desktop/e2e/support/screens.ts';
import { findBrowser } from './test/browser.ts';

/**
 * Makes pictures of the screens: `npm run screenshots -- [folder [scene …]]`; without a folder into
 * test-results/screens, without scenes all of them.
 */
const [, , given = 'test-results/screens', ...scenesWanted] = process.argv;
const folder = path.resolve(given);
const screens = SCREENS.filter(({ scene }) => scenesWanted.length === 0 || scenesWanted.includes(scene));
mkdirSync(folder, { recursive: true });
const found = await findBrowser();
if (found === undefined) throw new Error('There is no browser on this machine that could take the pictures.');
const scenes = await serveScenes();
const browser = await chromium.launch({ executablePath: found.executablePath, args: [...found.args] });
try {
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  for (const screen of screens) {
    await showScreen(page, scenes.url, screen);
    const name = [screen.scene, screen.locale, screen.theme, screen.width].join('-');
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
  }
  console.log(`${screens.length} pictures in ${folder}`);
} finally {
  await browser.close();
  await scenes.close();
}
