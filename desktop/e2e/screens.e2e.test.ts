import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems } from './support/accessibility.ts';
import { closeBrowser, openWindow } from './support/browserWindow.ts';
import { SCENES, SCREENS, serveScenes, showScreen } from './support/screens.ts';

let scenes: Awaited<ReturnType<typeof serveScenes>>;
beforeAll(async () => {
  scenes = await serveScenes();
});
afterAll(async () => {
  await closeBrowser();
  await scenes.close();
});

test.each(SCENES)('axe finds nothing on %s, in both languages and themes, wide and narrow', async (scene) => {
  const page = await openWindow();
  for (const screen of SCREENS.filter((candidate) => candidate.scene === scene)) {
    await showScreen(page, scenes.url, screen);
    expect(await accessibilityProblems(page), JSON.stringify(screen)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${JSON.stringify(screen)} scrolls sideways`).toBeLessThanOrEqual(0);
  }
});
