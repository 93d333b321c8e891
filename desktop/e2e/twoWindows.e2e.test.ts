import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFetchClient } from '#shared/client/fetchClient.ts';
import { login } from '#shared/endpoints/account.ts';
import { createConversation } from '#shared/endpoints/conversations.ts';
import { en } from '../renderer/i18n/en.ts';
import { PASSWORD } from './journeys/account.ts';
import { conversationNamed, pickOption, say } from './journeys/chat.ts';
import { chooseThisComputer, logInHere, registerHere } from './journeys/desktop.ts';
import { type Desktop, deviceFolder, startDesktop } from './support/desktopApp.ts';
import { startDeviceLine } from './support/deviceLine.ts';
import { type ServedKipux, serveKipux } from './support/servedKipux.ts';

const PICTURES = path.join(import.meta.dirname, '../../test-results/two-windows');
const ANSWER = /OPENAI_BASE_URL/;
const QUESTION = 'Asked in the first window';
const OFFLINE = 'Written without a connection';

let kipux: ServedKipux;
let endServer = async () => {};
beforeAll(async () => {
  kipux = await serveKipux({}, (end) => (endServer = end));
});
afterAll(() => endServer());

test('two desktop windows of one account: what one writes and renames offline is on both when it is back', async () => {
  const line = await startDeviceLine(kipux.url);
  const [first, second] = await Promise.all([
    startDesktop({ userData: deviceFolder(), serverUrl: kipux.url }),
    startDesktop({ userData: deviceFolder(), serverUrl: line.url }),
  ]);
  await chooseThisComputer(first.page);
  const email = await registerHere(first.page);
  await chooseThisComputer(second.page);
  await logInHere(second.page, email);
  await say(first.page, QUESTION);
  await conversationNamed(second.page, QUESTION).click();
  await second.page.getByText(ANSWER).first().waitFor();
  await first.page.getByLabel(en.composer.label).fill('begun here');
  await expect
    .poll(() => second.page.getByLabel(en.composer.label).inputValue(), { timeout: 10_000 })
    .toBe('begun here');
  await first.page.getByLabel(en.composer.label).fill('');

  await line.cut();
  await second.page.getByText(en.desktop.offlineWorks).waitFor();
  await say(second.page, OFFLINE);
  await second.page.getByText(en.desktop.willBeSent).waitFor();
  await rename(first, QUESTION, 'Renamed online');
  await rename(second, QUESTION, 'Renamed offline');
  await takePictures('offline', first, second);

  await line.mend();
  // As when the lid of a laptop is opened: nobody waits for the next try.
  await second.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));
  for (const { page } of [first, second]) {
    await conversationNamed(page, 'Renamed offline').waitFor();
    await page.getByText(OFFLINE).last().waitFor();
    await expect.poll(() => page.getByText(ANSWER).count(), { timeout: 20_000 }).toBe(2);
    await conversationNamed(page, 'Renamed online').waitFor({ state: 'detached' });
  }
  await second.page.getByText(en.desktop.willBeSent).waitFor({ state: 'detached' });
  await takePictures('back', first, second);
});

test('a desktop that is killed while everything comes to it has everything after the next start', async () => {
  const line = await startDeviceLine(kipux.url);
  const userData = deviceFolder();
  const first = await startDesktop({ userData, serverUrl: line.url });
  await chooseThisComputer(first.page);
  const email = await registerHere(first.page);
  // Some of what is written elsewhere arrives, then half of a page, and then nothing.
  const stalled = line.stallAfter(60_000);
  await fill(email, 500);
  await stalled;
  first.app.process().kill('SIGKILL');
  await line.cut();
  await line.mend();

  const { page } = await startDesktop({ userData, serverUrl: line.url });
  await conversationNamed(page, 'Number 499').waitFor();
  await page.getByLabel(en.sidebar.searchLabel).fill('Number 1');
  await page.getByText('Number 1', { exact: true }).first().waitFor();
  await line.cut();
  await page.getByText(en.desktop.offlineWorks).waitFor();
  for (const n of [0, 250, 499]) {
    await page.getByLabel(en.sidebar.searchLabel).fill(`Number ${n}`);
    await page.getByText(`Number ${n}`, { exact: true }).first().waitFor();
  }
});

/** Conversations of the same person, made by a program. */
async function fill(email: string, count: number): Promise<void> {
  let cookie = '';
  const client = createFetchClient({
    baseUrl: kipux.url,
    async fetch(input, init) {
      const response = await fetch(input, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), cookie },
      });
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
      return response;
    },
  });
  await client.call(login, { body: { email, password: PASSWORD } });
  for (let n = 0; n < count; n += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        client.call(createConversation, { body: { title: `Number ${n + i}` } }),
      ),
    );
}

async function rename({ page }: Desktop, from: string, to: string): Promise<void> {
  await pickOption(page, from, en.sidebar.rename);
  await page.getByLabel(en.sidebar.titleField).fill(to);
  await page.getByLabel(en.sidebar.titleField).press('Enter');
  await conversationNamed(page, to).waitFor();
}

async function takePictures(name: string, ...windows: Desktop[]): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  for (const [index, { page }] of windows.entries())
    await page.screenshot({ path: path.join(PICTURES, `${name}-${index + 1}.png`) });
}
