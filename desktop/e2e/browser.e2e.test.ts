import { afterAll, expect, test } from 'vitest';
import { words as pieces, startScriptedProvider } from '../../server/platform/testing/scriptedProvider.ts';
import { en } from '../renderer/i18n/en.ts';
import { es } from '../renderer/i18n/es.ts';
import { markdownStrings } from '../renderer/markdown/strings.ts';
import { logInAt, logOut, newEmail, PASSWORD, registerAt } from './journeys/account.ts';
import { conversationNamed, pickOption, say } from './journeys/chat.ts';
import { closeBrowser, openWindow } from './support/browserWindow.ts';
import { serveKipux } from './support/servedKipux.ts';

afterAll(closeBrowser);

const ANSWER = [
  '# Telares\n\nUn **telar** se tensa.\n\n',
  '| Tinte | Color |\n|---|---|\n| cochinilla | rojo |\n\n',
  '```ts\nconst hilo: string = "alpaca";\n```\n\n',
  'Mira ![rastro](https://tracker.invalid/p.png) <script>window.hacked = 1</script> y [sitio](https://example.org).',
];

test('register, ask, see the answer stream in as Markdown, find everything again after a restart', async () => {
  const provider = await startScriptedProvider({ pieces: ANSWER, gapMs: 80 });
  const kipux = await serveKipux(provider.environment);
  const page = await openWindow();
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).host));
  const email = await registerAt(page, kipux.url);
  await say(page, '¿Qué es un telar?');
  await page.getByRole('table').getByText('cochinilla').waitFor();
  await page.getByText('const hilo').waitFor();
  await page.getByRole('link', { name: 'sitio' }).waitFor();
  expect(await page.locator('main img, main script').count()).toBe(0);
  await page.getByRole('button', { name: markdownStrings.en.copyCode }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('const hilo');
  await conversationNamed(page, 'Un título').waitFor();
  expect(new Set(requested)).toEqual(new Set([new URL(kipux.url).host]));

  await kipux.stop();
  await kipux.start();
  await page.goto(kipux.url);
  await conversationNamed(page, 'Un título').click();
  await page.getByRole('table').getByText('cochinilla').waitFor();
  await logOut(page, email);
});

test('stop an answer, write the next, rename the conversation, delete it and undo', async () => {
  const provider = await startScriptedProvider({ pieces: pieces(800), gapMs: 15 });
  const kipux = await serveKipux(provider.environment);
  const page = await openWindow();
  await registerAt(page, kipux.url);
  await say(page, 'Cuenta hasta mil');
  await page.getByText(/w5 w6/).waitFor();
  await page.getByRole('button', { name: en.composer.stop }).click();
  await page.getByText(en.conversation.stopped).waitFor();
  provider.play({ pieces: ['Segunda ', 'respuesta.'] });
  await say(page, 'Otra cosa');
  await page.getByText('Segunda respuesta.').first().waitFor();

  await pickOption(page, 'Cuenta hasta mil', en.sidebar.rename);
  await page.getByLabel(en.sidebar.titleField).fill('Números');
  await page.keyboard.press('Enter');
  await pickOption(page, 'Números', en.sidebar.delete);
  await conversationNamed(page, 'Números').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: en.common.undo }).click();
  await conversationNamed(page, 'Números').click();
  await page.getByText('Segunda respuesta.').first().waitFor();
});

test.each([
  ['en-GB', en],
  ['es-ES', es],
] as const)(
  'in %s: wrong password, taken e-mail and weak password say what happened and what to do',
  async (locale, text) => {
    const kipux = await serveKipux();
    const page = await openWindow({ locale });
    const email = await registerAt(page, kipux.url, locale === 'es-ES' ? 'es' : 'en');
    const visitor = await openWindow({ locale });
    const register = visitor.getByRole('button', { name: text.auth.register, exact: true });
    await visitor.goto(`${kipux.url}/register`);
    await visitor.getByLabel(text.auth.email).fill(email);
    await visitor.getByLabel(text.auth.password, { exact: true }).fill(PASSWORD);
    await register.click();
    await visitor.getByText(text.auth.emailTaken).waitFor();
    await visitor.getByLabel(text.auth.email).fill(newEmail());
    await visitor.getByLabel(text.auth.password, { exact: true }).fill('password1');
    await register.click();
    await visitor.getByText(text.auth.weakPasswordCommon).waitFor();
    await visitor.goto(`${kipux.url}/login`);
    await visitor.getByLabel(text.auth.email).fill(email);
    await visitor.getByLabel(text.auth.password, { exact: true }).fill('not the password');
    await visitor.getByRole('button', { name: text.auth.login, exact: true }).click();
    await visitor.getByText(text.auth.wrongCredentials).waitFor();
  },
);

test('the server goes away and comes back: the page says so, keeps the text, and goes on by itself', async () => {
  const kipux = await serveKipux();
  const page = await openWindow();
  const email = await registerAt(page, kipux.url);
  await say(page, 'Hola');
  await page
    .getByText(/OPENAI_BASE_URL/)
    .first()
    .waitFor();
  await kipux.stop('SIGKILL');
  await page.getByText(en.connection.offline).waitFor();
  await page.getByLabel(en.composer.label).fill('escrito sin conexión');
  await kipux.start();
  await page.getByText(en.connection.offline).waitFor({ state: 'hidden', timeout: 40_000 });
  expect(await page.getByLabel(en.composer.label).inputValue()).toBe('escrito sin conexión');
  const other = await openWindow();
  await logInAt(other, kipux.url, email);
  await conversationNamed(other, 'Hola').waitFor();
});

test('two windows of one account: what one does, the other shows by itself', async () => {
  const kipux = await serveKipux();
  const first = await openWindow();
  const email = await registerAt(first, kipux.url);
  const second = await openWindow();
  await logInAt(second, kipux.url, email);
  await second.getByText(en.home.greeting).waitFor();
  await say(first, 'Desde la primera');
  await conversationNamed(second, 'Desde la primera').click();
  await second
    .getByText(/OPENAI_BASE_URL/)
    .first()
    .waitFor();
  await pickOption(first, 'Desde la primera', en.sidebar.delete);
  await first.reload();
  await conversationNamed(second, 'Desde la primera').waitFor({ state: 'hidden' });
});
