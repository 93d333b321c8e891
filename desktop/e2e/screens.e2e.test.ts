import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems } from './support/accessibility.ts';
import { closeBrowser, openWindow } from './support/browserWindow.ts';
import { isSpare, SCENES, SCREENS, type Screen, serveScenes, showScreen } from './support/screens.ts';

let scenes: Awaited<ReturnType<typeof serveScenes>>;
beforeAll(async () => {
  scenes = await serveScenes();
});
afterAll(async () => {
  await closeBrowser();
  await scenes.close();
});

/** Any two of language, theme and width meet: what is wrong with one or with two of them together is seen. */
const LOOKS = [
  { locale: 'es', theme: 'light', width: 'wide' },
  { locale: 'es', theme: 'dark', width: 'narrow' },
  { locale: 'en', theme: 'light', width: 'narrow' },
  { locale: 'en', theme: 'dark', width: 'wide' },
] as const satisfies Omit<Screen, 'scene'>[];

test.each(SCENES)('axe finds nothing on %s, in both languages and themes, wide and narrow', async (scene) => {
  const page = await openWindow();
  const spare = SCREENS.filter((screen) => screen.scene === scene);
  const screens: readonly Screen[] = isSpare(scene) ? spare : LOOKS.map((look) => ({ scene, ...look }));
  for (const screen of screens) {
    await showScreen(page, scenes.url, screen);
    expect(await accessibilityProblems(page), JSON.stringify(screen)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${JSON.stringify(screen)} scrolls sideways`).toBeLessThanOrEqual(0);
  }
});
