import { expect, test } from 'vitest';
import { deviceFolder, startDesktop } from './support/desktopApp.ts';
import { startRealServer } from './support/realServer.ts';

const QUESTION = 'What can you do without any documents?';

test('a person signs in, asks, and reads it all again without the server; the notice goes when it is back', async () => {
  const server = await startRealServer();
  const userData = deviceFolder();
  const options = { userData, serverUrl: server.url };

  const first = await startDesktop(options);
  const complaints: string[] = [];
  first.page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await first.page.evaluate(() => kipux.chooseServer(null));
  await first.page.reload();
  await first.page.getByRole('link', { name: 'Create an account' }).click();
  await first.page.getByLabel('Name').fill('Ana');
  await first.page.getByLabel('Email').fill('ana@example.org');
  await first.page.getByLabel('Password', { exact: true }).fill('nine knots in a long cord');
  await first.page.getByRole('button', { name: 'Create account' }).click();
  const composer = first.page.getByRole('textbox', { name: /message/i });
  await composer.fill(QUESTION);
  await composer.press('Enter');
  await first.page
    .getByText(/connect a model/i)
    .first()
    .waitFor();
  const address = await first.page.evaluate(() => location.pathname);
  await first.page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
  await first.close();
  await server.stop();

  const { page } = await startDesktop(options);
  await page.locator(`a[href="${address}"]`).click();
  await page.getByText(QUESTION).last().waitFor();
  await page
    .getByText(/connect a model/i)
    .first()
    .waitFor();
  await page.getByText('You are offline.', { exact: true }).waitFor();
  await server.start();
  await page.getByText('You are offline.', { exact: true }).waitFor({ state: 'detached' });
  expect(complaints.filter((text) => /Content Security Policy|TrustedHTML/.test(text))).toEqual([]);
});
