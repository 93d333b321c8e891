import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../renderer/i18n/en.ts';
import { demoPdf } from '../renderer/testing/demoPdf.ts';
import { conversationNamed, say } from './journeys/chat.ts';
import { chooseThisComputer, registerHere } from './journeys/desktop.ts';
import { dropFiles, markedText } from './journeys/files.ts';
import { type Desktop, deviceFolder, startDesktop } from './support/desktopApp.ts';
import { serveKipux } from './support/servedKipux.ts';

const COST = 'La reparación de la acequia mayor costará 48.300 euros.';
const QUESTION = '¿Cuánto costará reparar la acequia mayor?';
const FILE = Buffer.from(
  demoPdf([
    ['Asamblea de regantes', 'La comunidad aprobó la memoria anual.'],
    ['Presupuesto', 'Se compararon dos ofertas de la comarca.', COST],
  ]),
);

/** Opens the answer's citation, and waits until the PDF's own page is drawn with the cited words marked. */
async function seesCitedPage({ page }: Desktop): Promise<void> {
  await page.getByRole('button', { name: 'Citation 1: acta.pdf, page 2' }).first().click();
  const panel = page.getByRole('complementary', { name: en.source.label.replace('{{name}}', 'acta.pdf') });
  const second = panel.getByRole('group', { name: en.source.page.replace('{{page}}', '2') });
  await second.locator('canvas[data-drawn]').waitFor();
  await expect.poll(() => markedText(page), { timeout: 10_000 }).toBe(COST);
}

test('a PDF that was opened on a device is seen there at the cited words without the server, and goes with the session', async () => {
  const kipux = await serveKipux();
  const userData = deviceFolder();
  const first = await startDesktop({ userData, serverUrl: kipux.url });
  const complaints: string[] = [];
  first.page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await chooseThisComputer(first.page);
  const email = await registerHere(first.page);
  await dropFiles(first.page, [{ name: 'acta.pdf', content: FILE }]);
  const tray = first.page.getByRole('list', { name: en.documents.uploads });
  await tray.getByText(en.documents.ready).first().waitFor();
  await say(first.page, QUESTION);
  await seesCitedPage(first);
  expect(complaints.filter((text) => /policy|refused|trusted/i.test(text))).toEqual([]);

  // A copy is written where the system's dialog says, byte for byte.
  const copy = path.join(userData, 'copy.pdf');
  await first.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, copy);
  const save = en.documents.saveCopy.replace('{{name}}', 'acta.pdf');
  await first.page.getByRole('complementary').getByRole('button', { name: save }).click();
  await first.page.getByText(en.notices.copySaved).waitFor();
  expect(readFileSync(copy).equals(FILE)).toBe(true);
  await first.close();
  await kipux.stop();

  const second = await startDesktop({ userData, serverUrl: kipux.url });
  await conversationNamed(second.page, QUESTION).click();
  await second.page.getByText(en.desktop.offlineWorks).waitFor();
  await seesCitedPage(second);
  const files = () => readdirSync(path.join(userData, 'cache')).filter((name) => name.endsWith('.files'));
  expect(files()).toHaveLength(1);
  await second.page.keyboard.press('Escape');
  const menu = en.account.menu.replace('{{name}}', email);
  await second.page.getByRole('button', { name: menu }).click();
  await second.page.getByRole('menuitem', { name: en.account.logout }).click();
  await expect.poll(files, { timeout: 10_000 }).toEqual([]);
});
