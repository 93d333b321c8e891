import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { en } from '../renderer/i18n/en.ts';
import { registerAt } from './journeys/account.ts';
import { say } from './journeys/chat.ts';
import { type DroppedFile, dropFiles, markedText, markedWords } from './journeys/files.ts';
import { closeBrowser, openWindow } from './support/browserWindow.ts';
import { serveKipux } from './support/servedKipux.ts';
import { writePdf } from './support/writePdf.ts';

afterAll(closeBrowser);

const COST = 'La reparación de la acequia mayor costará 48.300 euros y se pagará en tres plazos.';
const WARP = 'A warp of alpaca should rest for two days before weaving begins.';

const HANDBOOK: DroppedFile = {
  name: 'handbook.md',
  content: Buffer.from(`# Weaving handbook\n\n## Looms\n\n${WARP}\n\n## Care\n\nWash at 20 degrees.\n`),
};

const MINUTES = [
  ['Asamblea de regantes', 'La comunidad aprobó la memoria anual y revisó los turnos de agua.'],
  ['Presupuesto', 'Se compararon dos ofertas de empresas de la comarca.', COST],
  ['Nombramientos', 'Se nombra presidenta de la comunidad a Remedios Quispe Mamani.'],
];

const withName = (text: string, name: string) => text.replace('{{name}}', name);
const withPage = (page: number) => en.source.page.replace('{{page}}', String(page));
const ready = en.documents.ready;

test('drop a PDF, see it read, ask in two languages, and see the cited passage on its page', async () => {
  const kipux = await serveKipux();
  const page = await openWindow();
  await registerAt(page, kipux.url);
  const pdf = { name: 'acta.pdf', content: await writePdf(page, MINUTES) };
  await dropFiles(page, [pdf, HANDBOOK]);
  const tray = page.getByRole('list', { name: en.documents.uploads });
  await tray.getByRole('progressbar').first().waitFor();
  await tray.getByText(ready).first().waitFor();
  await page
    .getByText(withName(en.documents.announceReady, 'acta.pdf'))
    .or(tray.getByText(ready))
    .first()
    .waitFor();
  await tray.getByRole('progressbar').first().waitFor({ state: 'hidden' });

  await say(page, '¿Cuánto costará reparar la acequia mayor?');
  await page.getByRole('button', { name: 'Citation 1: acta.pdf, page 2' }).first().click();
  const panel = page.getByRole('complementary', { name: withName(en.source.label, 'acta.pdf') });
  // The page as it is, at the passage; and its text, where the same words are marked.
  await panel
    .getByRole('group', { name: withPage(2) })
    .locator('canvas[data-drawn]')
    .waitFor();
  await expect.poll(() => markedText(page)).toBe(COST);
  expect(await markedWords(page).first().isVisible()).toBe(true);
  await panel.getByRole('radio', { name: en.source.looks.text }).check();
  await expect.poll(() => markedText(page)).toBe(COST);
  await panel.getByRole('radio', { name: en.source.looks.page }).check();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });

  await say(page, 'How long should an alpaca warp rest?');
  await page.getByRole('button', { name: 'Citation 1: handbook.md' }).first().click();
  await page.getByRole('complementary', { name: withName(en.source.label, 'handbook.md') }).waitFor();
  expect(await markedWords(page).first().textContent()).toBe(WARP);
});

test('choose the documents of a conversation, delete one and undo, and nobody else sees any of it', async () => {
  const kipux = await serveKipux();
  const page = await openWindow();
  await registerAt(page, kipux.url);
  await dropFiles(page, [HANDBOOK, { name: 'other.txt', content: Buffer.from('The river is wide here.') }]);
  const tray = page.getByRole('list', { name: en.documents.uploads });
  await tray.getByText(ready).nth(1).waitFor();

  const chip = (chosen: string) => en.documents.scope.label.replace('{{chosen}}', chosen);
  await page.getByRole('button', { name: chip(en.documents.scope.all) }).click();
  await page.getByRole('checkbox', { name: 'other.txt' }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: chip('other.txt') }).waitFor();
  await say(page, 'How long should an alpaca warp rest?');
  const question = page.getByRole('article', { name: en.conversation.you });
  await question.getByRole('button', { name: 'other.txt' }).waitFor();
  await page.getByRole('button', { name: en.conversation.regenerate }).waitFor();
  expect(await page.getByRole('button', { name: /Citation 1: handbook/ }).count()).toBe(0);

  await page.getByRole('link', { name: en.documents.title }).click();
  const row = page.getByRole('button', { name: withName(en.documents.delete, 'handbook.md') });
  const content = await page
    .getByRole('link', { name: withName(en.documents.download, 'handbook.md') })
    .getAttribute('href');
  await row.click();
  await row.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: en.common.undo }).click();
  await row.waitFor();

  const stranger = await openWindow();
  await registerAt(stranger, kipux.url);
  await stranger.getByRole('link', { name: en.documents.title }).click();
  await stranger.getByText(en.documents.emptyTitle).waitFor();
  const answer = await stranger.request.get(`${kipux.url}${content}`);
  expect(answer.status()).toBe(404);
  expect((await page.request.get(`${kipux.url}${content}`)).status()).toBe(200);
});

test('case 14: a page that is dropped from the file manager is uploaded, and the window stays where it is', async () => {
  const kipux = await serveKipux();
  const page = await openWindow();
  await registerAt(page, kipux.url);
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-drop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'recipe.html');
  writeFileSync(
    file,
    '<!doctype html><title>Recipe</title><article><p>Quinoa soup needs an hour.</p></article>',
  );
  const before = page.url();
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: 640, y: 400, data });
  const tray = page.getByRole('list', { name: en.documents.uploads });
  await tray.getByText('recipe.html').first().waitFor();
  const uploaded = async () => (await page.request.get(`${kipux.url}/api/documents`)).text();
  await expect.poll(uploaded, { timeout: 15_000 }).toContain('"recipe.html"');
  expect(page.url()).toBe(before);
  expect(page.context().pages()).toHaveLength(1);
});
