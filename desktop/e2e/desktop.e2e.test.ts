import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { en } from '../renderer/i18n/en.ts';
import { es } from '../renderer/i18n/es.ts';
import { conversationNamed, say } from './journeys/chat.ts';
import { chooseThisComputer, logInHere, registerHere } from './journeys/desktop.ts';
import { type Desktop, deviceFolder, startDesktop } from './support/desktopApp.ts';
import { type ServedKipux, serveKipux } from './support/servedKipux.ts';

let kipux: ServedKipux;
let endServer = async () => {};
beforeAll(async () => {
  kipux = await serveKipux({}, (end) => (endServer = end));
});
beforeEach(() => kipux.start());
afterAll(() => endServer());

const QUESTION = 'What can you do without any documents?';
const ANSWER = /OPENAI_BASE_URL/;

const start = (userData: string) => startDesktop({ userData, serverUrl: kipux.url });
const openSettings = ({ Menu }: typeof import('electron')) => {
  Menu.getApplicationMenu()?.getMenuItemById('settings')?.click();
};
const answered = async ({ page }: Desktop) => {
  await page.getByText(ANSWER).first().waitFor();
  await page.getByRole('button', { name: en.composer.stop }).waitFor({ state: 'detached' });
};

test('a person chooses this computer, registers and asks, and reads and finds it all again without the server', async () => {
  const userData = deviceFolder();
  const first = await start(userData);
  const complaints: string[] = [];
  first.page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await chooseThisComputer(first.page);
  await registerHere(first.page);
  await say(first.page, QUESTION);
  await answered(first);
  await first.page.getByLabel(en.composer.label).fill('half a thought');
  await first.close();
  await kipux.stop();

  const { page } = await start(userData);
  await conversationNamed(page, QUESTION).click();
  await page.getByText(ANSWER).first().waitFor();
  await page.getByText(en.desktop.offlineWorks).waitFor();
  expect(await page.getByLabel(en.composer.label).inputValue()).toBe('half a thought');
  await page.getByLabel(en.composer.label).press('Enter');
  await page.getByText(en.desktop.composerOffline).waitFor();
  await page.getByText(en.desktop.willBeSent).waitFor();
  await page.getByRole('link', { name: en.desktop.waitingChange }).waitFor();
  await page.getByLabel(en.sidebar.searchLabel).fill('documents');
  await page
    .getByText(/^\d+ results?$/)
    .first()
    .waitFor();
  await page.getByLabel(en.sidebar.searchLabel).fill('');

  await kipux.start();
  await page.getByText(en.desktop.offlineWorks).waitFor({ state: 'detached', timeout: 40_000 });
  await page.getByText(en.desktop.willBeSent).waitFor({ state: 'detached' });
  await page.getByText('half a thought').last().waitFor();
  await expect.poll(() => page.getByText(ANSWER).count(), { timeout: 20_000 }).toBe(2);
  expect(complaints.filter((text) => /Content Security Policy|TrustedHTML/.test(text))).toEqual([]);
});

test('versions can be stepped through, and settings made on one device are there on the next', async () => {
  const first = await start(deviceFolder());
  const { page } = first;
  await chooseThisComputer(page);
  const email = await registerHere(page);
  await say(page, QUESTION);
  await answered(first);
  await page.getByRole('button', { name: en.conversation.regenerate }).click();
  await page.getByText('2/2').waitFor();
  await answered(first);
  await page.getByRole('button', { name: en.conversation.previousVersion }).click();
  await page.getByText('1/2').waitFor();
  await page.getByRole('button', { name: en.common.edit }).first().click();
  await page.getByLabel(en.conversation.editLabel).fill('And in Spanish?');
  await page.getByRole('button', { name: en.conversation.sendVersion }).click();
  await answered(first);
  await page.getByText('2/2').waitFor();
  await page.getByRole('button', { name: en.conversation.previousVersion }).first().click();
  await page.getByText(QUESTION).last().waitFor();

  await first.app.evaluate(openSettings);
  await page.getByLabel(en.common.theme).selectOption('dark');
  await page.getByLabel(en.settings.defaultModel).selectOption('local');
  await page.getByLabel(en.common.language).selectOption('es');
  await page.getByRole('heading', { name: es.settings.title }).waitFor();

  const second = await start(deviceFolder());
  await chooseThisComputer(second.page);
  await logInHere(second.page, email);
  await second.page.getByText(es.home.greeting).waitFor();
  await conversationNamed(second.page, QUESTION, 'es').waitFor();
  await second.app.evaluate(openSettings);
  expect(await second.page.getByLabel(es.settings.defaultModel).inputValue()).toBe('local');
  const shown = () => second.page.evaluate(() => document.documentElement.dataset['theme']);
  await expect.poll(shown, { interval: 50 }).toBe('dark');
  const menu = () =>
    second.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('newConversation')?.label);
  await expect.poll(menu, { interval: 50 }).toBe('Nueva conversación');
});
