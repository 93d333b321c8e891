import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { openDatabase } from '#platform/database/database.ts';
import { createLog } from '#platform/log.ts';
import { eventually } from '#platform/testing/eventually.ts';
import { logIn, PASSWORD, type Person, signUp } from '#platform/testing/person.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { openFileStore } from '../documents/index.ts';
import { deleteDueAccounts } from './deletion.ts';

let server: TestServer;
let sql: TestSql;

beforeAll(async () => {
  sql = openTestSql();
  server = await startTestServer({}, 'hand');
});

afterAll(async () => {
  await server.close();
  await sql.close();
});

/** Somebody with a conversation that has two versions of an answer, a document that was read, and a wrong login. */
async function settled(): Promise<Person> {
  const person = await signUp(server.url);
  const { id } = await person.newConversation('Plan: ¿Perú/Cusco?');
  const { assistantMessage } = await person.say(id, 'Hola, **Kipux**');
  await person.read(assistantMessage.id);
  const again = await person.call(endpoints.regenerateMessage, {
    params: { id: assistantMessage.id },
    body: {},
  });
  await person.read(again.assistantMessage.id);
  await person.newConversation('Vacía');
  const file = new FormData();
  file.append('file', new File(['# Acta\n\nSe aprobó el acta.'], 'acta 1.md', { type: 'text/markdown' }));
  const upload = await person.fetch('/api/documents', { method: 'POST', body: file });
  const { document } = endpoints.uploadDocument.success.body.parse(await upload.json());
  const isRead = async () =>
    (await person.call(endpoints.getDocument, { params: { id: document.id } })).document.status;
  expect(await eventually(isRead, (status) => status === 'completed')).toBe('completed');
  await logIn(server.url, { ...person, password: 'not it' }).catch(() => undefined);
  return person;
}

async function filesIn(archive: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(archive, { lazyEntries: true });
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  }
  return files;
}

test('everything comes along: data as JSON, conversations as Markdown, files as they were', async () => {
  const person = await settled();
  const other = await settled();
  const response = await person.fetch('/api/account/export');
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="?kipux-\d{4}-\d\d-\d\d\.zip"?$/,
  );
  const files = await filesIn(Buffer.from(await response.arrayBuffer()));
  const named = (pattern: RegExp) =>
    [...files].filter(([name]) => pattern.test(name)).map(([, content]) => content);
  expect(JSON.parse(files.get('account.json') ?? '')).toMatchObject({
    user: { email: person.email },
    plan: { code: 'free' },
  });
  const [talk = ''] = named(/^conversations\/[\d-]{10} Plan_ ¿Perú_Cusco_ [\da-f-]+\.json$/);
  expect(JSON.parse(talk)).toMatchObject({
    conversation: { title: 'Plan: ¿Perú/Cusco?' },
    messages: [{}, {}, {}],
  });
  const [markdown = ''] = named(/Plan_.*\.md$/);
  expect(markdown).toMatch(
    /^# Plan: ¿Perú\/Cusco\?\n\n## Tú · [\d-]{10} [\d:]{5}\n\nHola, \*\*Kipux\*\*\n\n## Kipux · /,
  );
  expect(markdown.match(/^## Kipux/gm)).toHaveLength(1); // the version that is shown
  expect(named(/^conversations\/.*\.json$/)).toHaveLength(2);
  expect(named(/^documents\/[\da-f-]{36}\/acta 1\.md$/)).toEqual(['# Acta\n\nSe aprobó el acta.']);
  expect(named(/^documents\/[\da-f-]{36}\/document\.json$/)).toHaveLength(1);
  expect([...files.values()].join('\n')).not.toContain(other.user.id);
  expect([...files.values()].join('\n')).not.toMatch(/passwordHash|\$2b\$12/);
});

test('case 52: a deleted account is out at once, and logging in within two weeks takes it back whole', async () => {
  const person = await settled();
  const elsewhere = await logIn(server.url, person);
  const before = await traces(person);
  await expect(person.call(endpoints.deleteAccount, { body: { password: 'not it' } })).rejects.toMatchObject({
    code: 'wrong_password',
  });
  const { deletesAt } = await person.call(endpoints.deleteAccount, { body: { password: PASSWORD } });
  expect(Date.parse(deletesAt) - Date.now()).toBeGreaterThan(13.9 * 86_400_000);
  expect(person.cookie()).toBe('kipux=');
  expect([
    (await person.fetch('/api/account')).status,
    (await elsewhere.fetch('/api/account')).status,
  ]).toEqual([401, 401]);
  await sql.asSystem("UPDATE users SET deletion_requested_at = now() - interval '13 days' WHERE id = $1", [
    person.user.id,
  ]);
  await removeDue();
  const back = await logIn(server.url, person);
  await removeDue();
  expect((await back.call(endpoints.listConversations, {})).conversations).toHaveLength(2);
  const after = await traces(person);
  expect([...after.keys()].filter((table) => !before.has(table))).toEqual([]);
  await sql.asSystem("UPDATE users SET deletion_requested_at = now() - interval '20 days' WHERE id = $1", [
    person.user.id,
  ]);
  await logIn(server.url, person); // it is still there: nobody has looked since
  await removeDue();
  expect((await traces(person)).get('public.users')).toBe(1);
});

test('case 52: after two weeks nothing is left of it, in any table or on disk, and all of others is', async () => {
  const person = await settled();
  const other = await settled();
  const others = await traces(other);
  const found = await traces(person);
  expect([...found.keys()]).toEqual(
    expect.arrayContaining([
      'public.users',
      'public.messages',
      'public.document_chunks',
      'public.session',
      'pgboss.job',
      'files',
    ]),
  );
  await person.call(endpoints.deleteAccount, { body: { password: PASSWORD } });
  await sql.asSystem("UPDATE users SET deletion_requested_at = now() - interval '15 days' WHERE id = $1", [
    person.user.id,
  ]);
  await removeDue();
  expect(await traces(person)).toEqual(new Map());
  expect(await traces(other)).toEqual(others);
  await expect(logIn(server.url, person)).rejects.toMatchObject({ code: 'wrong_credentials' });
  await signUp(server.url, { email: person.email }); // the address is free again
});

async function removeDue(): Promise<void> {
  const log = createLog('fatal');
  const database = openDatabase({ url: inject('databaseUrl'), poolSize: 2, log });
  await deleteDueAccounts({ database, files: await openFileStore(server.dataDir) });
  await database.close();
}

/** How many rows of each table, and files, have a person's id or e-mail (or the hash under which its failures count). */
async function traces({ user, email }: Person): Promise<Map<string, number>> {
  const tables = await sql.query<{ name: string }>(
    "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss') ORDER BY 1",
  );
  const found = new Map<string, number>();
  for (const { name } of tables) {
    const count = `SELECT count(*)::int AS count FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0
      OR strpos(t::text, encode(sha256(convert_to($2, 'utf8')), 'hex')) > 0`;
    const isOurs = name.startsWith('public.') && !/_prisma_migrations|\.session$/.test(name);
    const [row] = await (isOurs ? sql.asSystem : sql.query)<{ count: number }>(count, [user.id, email]);
    if (row && row.count > 0) found.set(name, row.count);
  }
  const onDisk = await readdir(path.join(server.dataDir), { recursive: true });
  const files = onDisk.filter((file) => file.includes(user.id)).length;
  return files > 0 ? found.set('files', files) : found;
}
