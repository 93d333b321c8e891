import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { endpoints } from '#shared/endpoints/index.ts';
import { logIn, signUp, textOf } from '../server/platform/testing/person.ts';
import { startScriptedProvider, words } from '../server/platform/testing/scriptedProvider.ts';
import { startServerProcess as serve } from '../server/platform/testing/serverProcess.ts';

/** A data folder after a first start and an orderly end. Tests work on copies of it. */
let template: string;

beforeAll(async () => {
  template = mkdtempSync(path.join(tmpdir(), 'kipux-serve-first-'));
  const first = await serve(template, {}, () => {});
  await first.kill('SIGTERM');
});

afterAll(() => rmSync(template, { recursive: true, force: true }));

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-serve-'));
  cpSync(template, folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('kill -9 of everything in mid-answer keeps what had streamed, as interrupted, and everything else', async () => {
  const provider = await startScriptedProvider({ pieces: words(400), gapMs: 10 });
  const folder = temporaryFolder();
  const first = await serve(folder, provider.environment);
  const person = await signUp(first.url);
  const { id } = await person.newConversation('Antes');
  const { assistantMessage } = await person.say(id, 'uno');
  const seen = textOf(await person.read(assistantMessage.id, { until: (events) => events.length >= 60 }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await first.kill('SIGKILL');

  const second = await serve(folder, provider.environment);
  const back = await logIn(second.url, person);
  const { messages } = await back.call(endpoints.listMessages, { params: { id } });
  const answer = messages.find((message) => message.id === assistantMessage.id);
  expect(answer?.status).toBe('interrupted');
  expect(answer?.content.length).toBeGreaterThanOrEqual(seen.length * 0.9);
  expect(
    words(400)
      .join('')
      .startsWith(answer?.content ?? 'x'),
  ).toBe(true);
  const last = (await back.read(assistantMessage.id)).at(-1)?.event;
  expect(last).toMatchObject({ type: 'done', message: { status: 'interrupted' } });
  await second.kill('SIGTERM');
}, 60_000);

test('Ctrl-C during an answer ends in order: exit code 0, the text kept, nothing left behind', async () => {
  const provider = await startScriptedProvider({ pieces: words(2_000), gapMs: 10 });
  const folder = temporaryFolder();
  const first = await serve(folder, provider.environment);
  const person = await signUp(first.url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  const seen = textOf(await person.read(assistantMessage.id, { until: (events) => events.length >= 20 }));
  expect(await first.kill('SIGINT')).toBe(0);
  expect(existsSync(path.join(folder, 'server.json'))).toBe(false);

  const second = await serve(folder, provider.environment);
  const back = await logIn(second.url, person);
  const { messages } = await back.call(endpoints.listMessages, { params: { id } });
  const answer = messages.find((message) => message.id === assistantMessage.id);
  expect(answer?.status).toBe('interrupted');
  expect(answer?.content.startsWith(seen)).toBe(true);
  expect(await second.kill('SIGTERM')).toBe(0);
}, 60_000);

test('a second server on the same folder says why it does not start, and the first goes on', async () => {
  const folder = temporaryFolder();
  const first = await serve(folder);
  await expect(serve(folder)).rejects.toThrow(/in use/);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  expect(statSync(folder).mode & 0o077).toBe(0);
  await first.kill('SIGTERM');
}, 60_000);

test('a configuration that cannot be used is named, and nothing is started', async () => {
  await expect(serve(temporaryFolder(), { PORT: 'many' })).rejects.toThrow(/PORT/);
}, 60_000);

test('`admin backup` of a running server comes back with `admin restore` in another folder, which then runs', async () => {
  const folder = temporaryFolder();
  const first = await serve(folder);
  const person = await signUp(first.url);
  const { id } = await person.newConversation('Lo que no se pierde');
  const file = path.join(folder, 'copia.zip');
  expect(await admin(folder, ['backup', file])).toContain(file);
  expect(await admin(folder, ['audit', '--json'])).toContain('backup_made');
  await expect(admin(folder, ['restore', file])).rejects.toThrow('A server runs on this database');

  const empty = temporaryFolder();
  await admin(empty, ['restore', file]);
  const second = await serve(empty);
  const back = await logIn(second.url, person);
  const { conversation } = await back.call(endpoints.getConversation, { params: { id } });
  expect(conversation.title).toBe('Lo que no se pierde');
  await Promise.all([first.kill('SIGTERM'), second.kill('SIGTERM')]);
}, 60_000);

async function admin(folder: string, command: string[]): Promise<string> {
  const script = path.join(import.meta.dirname, 'admin', 'run.ts');
  const env = { PATH: process.env['PATH'], HOME: folder, KIPUX_DATA_DIR: folder, LANG: 'en' };
  return (await promisify(execFile)(process.execPath, [script, ...command], { env })).stdout;
}
