/* oxlint-disable typescript/no-unsafe-type-assertion -- the page is another process */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import type { EndpointName } from '#shared/endpoints/index.ts';
import { conversationRow, messageRow } from '../main/cache/testing/rows.ts';
import { deviceFolder, startDesktop } from './support/desktopApp.ts';
import { PASSWORD, startScriptedServer, USER } from './support/scriptedServer.ts';

async function server() {
  const scripted = await startScriptedServer();
  onTestFinished(() => scripted.stop());
  return scripted;
}

const call = (page: Page, endpoint: EndpointName, input: object = {}) =>
  page.evaluate(([name, given]) => kipux.call(name, given).answer, [endpoint, input] as const);
const signIn = async (page: Page) => {
  expect(await page.evaluate(() => kipux.chooseServer(null))).toMatchObject({ ok: true });
  expect(await call(page, 'login', { body: { email: USER.email, password: PASSWORD } })).toMatchObject({
    ok: true,
  });
};
const titles = async (page: Page) => {
  const result = await call(page, 'listConversations', { query: {} });
  if (!result.ok) throw new Error(result.error.code);
  return (result.value as { conversations: { title: string }[] }).conversations.map(({ title }) => title);
};
const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 10_000, interval: 50 });

test('what a device has seen is read after a restart without the server, and what is new comes when it is back', async () => {
  const scripted = await server();
  const userData = deviceFolder();
  const conversation = conversationRow({ title: 'Offline reading' });
  const message = messageRow(conversation.id, { content: 'La educación es pública' });
  scripted.change(
    { type: 'message', id: message.id, row: message },
    { type: 'conversation', id: conversation.id, row: conversation },
  );

  const first = await startDesktop({ userData, serverUrl: scripted.url });
  await signIn(first.page);
  await call(first.page, 'getSession');
  await eventually(() => titles(first.page)).toEqual(['Offline reading']);
  await first.close();
  await scripted.stop();

  const { page } = await startDesktop({ userData, serverUrl: scripted.url });
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    kipux.watch((event) => seen.push(event.type === 'connection' ? event.connection : event.type));
  });
  expect(await titles(page)).toEqual(['Offline reading']);
  const messages = await call(page, 'listMessages', { params: { id: conversation.id }, query: {} });
  expect(messages).toMatchObject({ ok: true, value: { messages: [message] } });
  expect(await call(page, 'search', { query: { q: 'educacion' } })).toMatchObject({
    value: { results: [{ messageId: message.id }] },
  });
  expect(await call(page, 'getSession')).toMatchObject({ ok: true, value: { user: { id: USER.id } } });
  const write = await call(page, 'regenerateMessage', { params: { id: message.id }, body: {} });
  expect(write).toMatchObject({ ok: false, error: { code: 'offline' } });
  const seen = () => page.evaluate(() => (globalThis as typeof globalThis & { seen: string[] }).seen);
  await eventually(seen).toContain('offline');

  scripted.change({
    type: 'conversation',
    id: conversation.id,
    row: { ...conversation, title: 'Changed elsewhere' },
  });
  await scripted.start();
  await eventually(seen).toContain('online');
  await eventually(() => titles(page)).toEqual(['Changed elsewhere']);
  expect(await seen()).toContain('changes');
});

test('text that had streamed is there after a restart without the server', async () => {
  const scripted = await server();
  const userData = deviceFolder();
  const conversation = conversationRow();
  const message = messageRow(conversation.id, { role: 'assistant', status: 'streaming', content: '' });
  scripted.change(
    { type: 'conversation', id: conversation.id, row: conversation },
    { type: 'message', id: message.id, row: message },
  );
  const first = await startDesktop({ userData, serverUrl: scripted.url });
  await signIn(first.page);
  await eventually(() => titles(first.page)).toHaveLength(1);
  await first.page.evaluate((id) => {
    Object.assign(globalThis, { text: '' });
    const told = globalThis as typeof globalThis & { text: string };
    kipux.stream(id, 0, (event) => {
      if (event.type === 'delta') told.text += event.text;
    });
  }, message.id);
  scripted.grow('Half of ');
  scripted.grow('an answer');
  const told = () => first.page.evaluate(() => (globalThis as typeof globalThis & { text: string }).text);
  await eventually(told).toBe('Half of an answer');
  await first.close();
  await scripted.stop();

  const { page } = await startDesktop({ userData, serverUrl: scripted.url });
  expect(await call(page, 'listMessages', { params: { id: conversation.id }, query: {} })).toMatchObject({
    value: { messages: [{ content: 'Half of an answer', status: 'streaming' }] },
  });
});

test('case 66j: signing out removes the cache, another account starts empty', async () => {
  const scripted = await server();
  const userData = deviceFolder();
  const conversation = conversationRow({ title: 'secret' });
  scripted.change({ type: 'conversation', id: conversation.id, row: conversation });
  const { page } = await startDesktop({ userData, serverUrl: scripted.url });
  await signIn(page);
  await eventually(() => titles(page)).toEqual(['secret']);
  expect(await call(page, 'logout')).toEqual({ ok: true, value: undefined });
  expect(readdirSync(path.join(userData, 'cache'))).toEqual([]);
  expect(await call(page, 'listConversations', { query: {} })).toMatchObject({
    ok: false,
    error: { code: 'not_signed_in' },
  });
});

test('case 66k: a session that was ended by the server reads nothing from the next contact on', async () => {
  const scripted = await server();
  const userData = deviceFolder();
  const conversation = conversationRow({ title: 'mine' });
  scripted.change({ type: 'conversation', id: conversation.id, row: conversation });
  const { page } = await startDesktop({ userData, serverUrl: scripted.url });
  await signIn(page);
  await eventually(() => titles(page)).toEqual(['mine']);
  scripted.revoke();
  await eventually(() => call(page, 'listConversations', { query: {} })).toMatchObject({
    ok: false,
    error: { code: 'not_signed_in' },
  });
  const files = () => Promise.resolve(readdirSync(path.join(userData, 'cache')));
  const left = async () => (await files()).filter((name) => !name.includes('.outbox'));
  await eventually(left).toEqual([]);
});

test('case 15: neither password nor session can be read in the profile, and without a key store nothing is kept', async () => {
  const scripted = await server();
  for (const env of [{}, { STANDIN_NO_KEYRING: '1' }]) {
    const userData = deviceFolder();
    const desktop = await startDesktop({ userData, serverUrl: scripted.url, env });
    await signIn(desktop.page);
    const status = await desktop.page.evaluate(() => kipux.status());
    const inMemory = 'STANDIN_NO_KEYRING' in env;
    expect(status).toMatchObject({ ok: true, value: { session: inMemory ? 'memory' : 'encrypted' } });
    await desktop.close();
    expect(readdirSync(userData).includes('session.bin')).toBe(!inMemory);
    const secrets = `${PASSWORD}|secret-session-canary`;
    const { status: code, stdout } = spawnSync('grep', ['-rlaE', secrets, userData], { encoding: 'utf8' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  }
});

test('two windows of one device and two devices end alike', async () => {
  const scripted = await server();
  const devices = await Promise.all(
    [deviceFolder(), deviceFolder()].map((userData) => startDesktop({ userData, serverUrl: scripted.url })),
  );
  for (const { page } of devices) await signIn(page);
  const conversation = conversationRow({ title: 'for all' });
  scripted.change({ type: 'conversation', id: conversation.id, row: conversation });
  for (const { page } of devices) await eventually(() => titles(page)).toEqual(['for all']);
  const [desktop] = devices;
  const opened = desktop?.app.waitForEvent('window');
  await desktop?.app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('newWindow')?.click();
  });
  const second = await opened;
  await second?.waitForFunction(() => 'kipux' in globalThis);
  expect(second && (await titles(second))).toEqual(['for all']);
});
