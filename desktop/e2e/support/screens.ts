import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { build, preview } from 'vite';

const RENDERER = path.join(import.meta.dirname, '..', '..', 'renderer');

/** Seen in one language a theme and width: their parts are in the others, too. */
const SPARE_SCENES = [
  'chooser',
  'noDocuments',
  'documentsLoading',
  'documentsFailed',
  'uploading',
  'text',
  'unread',
  'why',
  'plansOwed',
  'plansPaused',
  'plansPaid',
  'plansConfirming',
  'desk',
  'deskEmpty',
  'deskPeople',
  'deskNobody',
  'deskLoading',
  'deskFailed',
  'deskSuspended',
  'deskPlans',
  'deskPlan',
  'deskNoUsage',
  'deskJobs',
  'deskNoJobs',
  'deskHealth',
  'deskIll',
  'deskSettings',
  'deskAudit',
] as const;
export const isSpare = (scene: string) => SPARE_SCENES.some((spare) => spare === scene);

/** Every screen in every state that has to look right; the scenes are desktop/renderer/testing/demoScenes.ts. */
export const SCENES = [
  'login',
  'register',
  'forgot',
  'noMail',
  'firstAccount',
  'invitationOnly',
  'reset',
  'confirm-email',
  'unreachable',
  'empty',
  'local',
  'full',
  'long',
  'streaming',
  'failed',
  'unsent',
  'offline',
  'missing',
  'documents',
  'cited',
  'settings',
  'plans',
  'plansByHand',
  'deskPerson',
  'deskUsage',
  'usage',
  'nearLimit',
  ...SPARE_SCENES,
] as const;

export type Screen = {
  scene: (typeof SCENES)[number];
  locale: 'es' | 'en';
  theme: 'light' | 'dark';
  width: 'wide' | 'narrow';
};

/** All scenes in both languages and themes; narrow ones in one language a theme. */
export const SCREENS: readonly Screen[] = SCENES.flatMap((scene): Screen[] => [
  { scene, locale: 'es', theme: 'light', width: 'wide' },
  { scene, locale: 'en', theme: 'dark', width: 'narrow' },
  ...(isSpare(scene) ? [] : otherScreens(scene)),
]);

function otherScreens(scene: Screen['scene']): Screen[] {
  return [
    { scene, locale: 'en', theme: 'light', width: 'wide' },
    { scene, locale: 'es', theme: 'dark', width: 'wide' },
    { scene, locale: 'en', theme: 'dark', width: 'wide' },
    { scene, locale: 'es', theme: 'light', width: 'narrow' },
  ];
}

export const WIDTHS = { wide: { width: 1280, height: 800 }, narrow: { width: 400, height: 800 } } as const;

/** Builds the scenes, which run the whole interface on a server in the page's memory, and serves them. */
export async function serveScenes(): Promise<{ url: string; close(): Promise<void> }> {
  const outDir = mkdtempSync(path.join(tmpdir(), 'kipux-scenes-'));
  const shared = { configFile: path.join(RENDERER, 'vite.config.ts'), logLevel: 'error' } as const;
  await build({
    ...shared,
    build: { outDir, emptyOutDir: true, rollupOptions: { input: path.join(RENDERER, 'testing/demo.html') } },
  });
  const server = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const address = server.httpServer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}

/** Opens a screen and waits until it has settled. */
export async function showScreen(page: Page, url: string, screen: Screen): Promise<void> {
  await page.setViewportSize(WIDTHS[screen.width]);
  await page.goto('about:blank');
  await page.goto(
    `${url}/testing/demo.html?scene=${screen.scene}&locale=${screen.locale}&theme=${screen.theme}`,
  );
  await page.locator('#root > *').first().waitFor();
  await page.evaluate('document.fonts.ready');
  if (screen.scene === 'streaming') await page.waitForTimeout(1_200);
  else {
    // The desk comes in a file of its own, which may be longer under way than the page is quiet.
    if (screen.scene.startsWith('desk')) await page.locator('main h1').waitFor();
    await settle(page, screen.scene === 'offline' ? 600 : 200);
  }
  await openWhatIsShown(page, screen.scene);
}

/** Some scenes are what comes after a click. */
async function openWhatIsShown(page: Page, scene: Screen['scene']): Promise<void> {
  if (scene === 'why') {
    await page.getByRole('button', { name: /Por qué esta respuesta|Why this answer/ }).click();
    await page.locator('dialog summary').first().waitFor();
    for (const summary of await page.locator('dialog summary').all()) await summary.click();
    await settle(page, 200);
  }
  if (scene === 'usage') await page.evaluate("document.getElementById('usage').scrollIntoView()");
  if (!['cited', 'text', 'unread'].includes(scene)) return;
  await page.locator('[data-message-content] button').first().click();
  if (scene === 'text') await page.locator('aside input[value=text]').check();
  if (scene === 'cited') await page.locator('aside mark').first().waitFor();
  await settle(page, 200);
}

/** Waits until nothing has changed and nothing has moved for some time. */
async function settle(page: Page, quietMs: number): Promise<void> {
  await page.evaluate(`(${SETTLED})(${quietMs})`);
}

// As text: the pictures' script has this file too, and is checked without the page's types.
const SETTLED = `async (quietMs) => {
  const isMoving = () => document.getAnimations().some(({ playState, effect }) =>
    playState === 'running' && effect.getComputedTiming().endTime !== Infinity);
  let changedAt = performance.now();
  const latest = changedAt + 5000;
  const observer = new MutationObserver(() => { changedAt = performance.now(); });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  while ((performance.now() - changedAt < quietMs || isMoving()) && performance.now() < latest) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  observer.disconnect();
}`;
