import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { endpoints } from '#shared/endpoints/index.ts';
import { createVisitor, logIn, PASSWORD, signUp } from '../../server/platform/testing/person.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../../server/platform/testing/scriptedProvider.ts';
import { startServerProcess } from '../../server/platform/testing/serverProcess.ts';

const RUN = path.join(import.meta.dirname, 'run.ts');
let folder: string;
let provider: ScriptedProvider;
const ends: (() => void)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kipux-admin-'));
  provider = await startScriptedProvider({}, (end) => ends.push(end));
});

afterAll(() => {
  for (const end of ends) end();
  rmSync(folder, { recursive: true, force: true });
});

type Outcome = { code: number; stdout: string; stderr: string };

/** `npm run admin -- …words` in a language of the system. */
function admin(words: string[], language = 'en_GB.UTF-8'): Promise<Outcome> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, KIPUX_DATA_DIR: folder, LC_ALL: language };
  return new Promise((resolve) =>
    execFile(process.execPath, [RUN, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    ),
  );
}

const link = z.object({ url: z.string() });

test('in the first hour an admin is made before the server runs, and chooses a password once it does', async () => {
  const made = await admin(['users', 'create', 'Ana@Example.org', '--name', 'Ana', '--json']);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const token = link.parse(JSON.parse(made.stdout)).url.split('#')[1] ?? '';
  const server = await startServerProcess(folder, provider.environment, (end) => ends.push(end));
  await createVisitor(server.url).call(endpoints.resetPassword, { body: { token, password: PASSWORD } });
  const ana = await logIn(server.url, { email: 'ana@example.org', password: PASSWORD });
  expect(ana.user).toMatchObject({ role: 'admin', name: 'Ana' });

  const ben = await signUp(server.url);
  const listed = await admin(['users', 'list', '--search', ben.email]);
  expect(listed.stdout).toContain(ben.email);
  const feed = (await ben.fetch('/api/sync/events')).text().catch(() => undefined);
  expect((await admin(['users', 'suspend', ben.email])).code).toBe(0);
  await feed;
  expect((await ben.fetch('/api/account')).status).toBe(401);

  const last = await admin(['users', 'role', 'ana@example.org', 'user'], 'es_ES.UTF-8');
  expect(last).toMatchObject({ code: 1, stdout: '' });
  expect(last.stderr).toContain('Alguien tiene que administrar este servidor');
  expect(await admin(['users', 'show', 'nobody@example.org'])).toMatchObject({ code: 1 });

  await admin(['settings', '--allowed-models', 'other']);
  const { id } = await ana.newConversation();
  const send = (model?: string) =>
    ana.call(endpoints.sendMessage, { params: { id }, body: { content: 'Hola', ...(model && { model }) } });
  await expect(send('third')).rejects.toMatchObject({ code: 'model_not_allowed' });
  await send('other');
  await send();

  const { entries } = await ana.call(endpoints.listAuditLog, {});
  expect(entries.map(({ act }) => act)).toEqual(['settings_changed', 'user_suspended', 'user_created']);
  for (const { actor } of entries)
    expect([actor.id, /^command line \(.+\)$/.test(actor.name)]).toEqual([null, true]);
  const health = await admin(['health', '--json']);
  expect(JSON.parse(health.stdout)).toMatchObject({ serverUrl: server.url, database: { kind: 'embedded' } });
}, 60_000);

test.each([
  ['a word that is no command', ['nonsense']],
  ['an option that there is not', ['users', 'list', '--nonsense']],
  ['something missing', ['users', 'plan', 'ana@example.org']],
  [
    'a value of another kind',
    ['plans', 'create', 'mine', '--price', '1,5', '--name', 'x', '--currency', 'EUR'],
  ],
])('%s is not understood, before any database is reached', async (_what, words) => {
  const outcome = await admin(words);
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toContain('npm run admin --');
});

test('the help is in the language of the system', async () => {
  expect((await admin([], 'es_ES.UTF-8')).stdout).toContain('Las cuentas, las más nuevas primero');
  expect((await admin(['users', 'list', '--help'])).stdout).toContain('[--search TEXT]');
});
