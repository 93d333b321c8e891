import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { eventually } from '#platform/testing/eventually.ts';
import { startMailServer } from '#platform/testing/mailServer.ts';
import { createVisitor, type Person, signUp } from '#platform/testing/person.ts';
import { startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startServerProcess } from '#platform/testing/serverProcess.ts';
import { openTestSql } from '#platform/testing/testSql.ts';
import { endpoints } from '#shared/endpoints/index.ts';
import { readDocument } from './generation/testing/askDocuments.ts';

/** A server in a process of its own, on the tests' database. */
async function serve(environment: Record<string, string>) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kipux-running-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return startServerProcess(dataDir, { DATABASE_URL: inject('databaseUrl'), ...environment });
}

test('a log at debug level tells every request and nothing of what is in them', async () => {
  const provider = await startScriptedProvider();
  const mail = await startMailServer();
  onTestFinished(mail.close);
  const server = await serve({
    ...provider.environment,
    OPENAI_API_KEY: 'canary-of-the-api-key',
    SMTP_URL: mail.url,
    LOG_LEVEL: 'debug',
  });
  const account = { email: `canary-${randomUUID()}@example.org`, password: 'canary of the password 42' };
  const person = await signUp(server.url, account);
  const wrong = { email: account.email, password: 'canary of a wrong password' };
  await createVisitor(server.url)
    .call(endpoints.login, { body: wrong })
    .catch(() => undefined);
  await person.call(endpoints.forgotPassword, { body: { email: account.email } });
  const link = (await mail.mailTo(account.email, 2)).text;
  const token = /#(\S+)/.exec(link)?.[1] ?? 'no token';
  await readDocument(person, 'canary-of-the-file-name.md', 'The canary-of-the-document is yellow.');
  const { id } = await person.newConversation('canary-of-the-title');
  const first = await person.say(id, 'Is canary-of-the-message yellow?');
  await person.read(first.assistantMessage.id);
  provider.play({ status: 400, message: 'canary-of-the-message is refused' });
  const second = await person.say(id, 'And canary-of-the-message now?');
  await person.read(second.assistantMessage.id);
  await person.call(endpoints.search, { query: { q: 'canary-of-the-search' } });
  await person.call(endpoints.resetPassword, { body: { token, password: 'canary of another password 42' } });

  const lines = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): unknown => JSON.parse(line));
  const log = await eventually(server.output, (text) => text.includes('"/api/auth/reset"'));
  expect(lines(log)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        msg: 'request',
        method: 'POST',
        route: '/api/conversations/:id/messages',
        status: '202',
        requestId: expect.any(String),
        userId: person.user.id,
      }),
      expect.objectContaining({ msg: 'an answer failed', requestId: expect.any(String) }),
    ]),
  );
  expect(log).not.toMatch(/canary/i);
  expect(log).not.toContain(token);
  expect(log).not.toContain(person.cookie().split('=')[1]);
  expect(log).not.toContain(inject('databaseUrl'));
  await server.kill('SIGKILL');
}, 60_000);

test('case 64: a server that is told to end says so first, keeps what is under way, and ends', async () => {
  const provider = await startScriptedProvider({ pieces: words(5_000), gapMs: 10 });
  const server = await serve({ ...provider.environment, SHUTDOWN_DELAY_SECONDS: '1' });
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'uno');
  await person.read(assistantMessage.id, { until: (events) => events.length > 10 });
  const events = await person.fetch('/api/sync/events');
  const upload = Promise.allSettled([beginUpload(server.url, person)]);
  const exported = person.fetch('/api/account/export').then((response) => response.arrayBuffer());

  const statusOf = async (probe: string) => (await fetch(server.url + probe)).status;
  expect(await statusOf('/readyz')).toBe(200);
  const startedAt = performance.now();
  const ended = server.kill('SIGTERM');
  expect(
    await eventually(
      () => statusOf('/readyz'),
      (status) => status !== 200,
    ),
  ).toBe(503);
  expect(await statusOf('/healthz')).toBe(200);
  expect((await exported).byteLength).toBeGreaterThan(100);
  expect(await ended).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(12_000);
  expect(await upload).toMatchObject([{ status: 'rejected' }]);
  await expect(events.text()).rejects.toThrow('terminated');

  const sql = openTestSql();
  onTestFinished(sql.close);
  const [row] = await sql.asSystem<{ status: string; content: string }>(
    'SELECT status, content FROM messages WHERE user_id = $1 AND id = $2',
    [person.user.id, assistantMessage.id],
  );
  expect(row?.status).toBe('interrupted');
  expect(row?.content).toMatch(/^w0 w1 w2 /);
  expect(await sql.asSystem('SELECT id FROM documents WHERE user_id = $1', [person.user.id])).toEqual([]);
}, 60_000);

test('a second signal does not wait', async () => {
  const server = await serve({ SHUTDOWN_DELAY_SECONDS: '60' });
  const ended = server.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  void server.kill('SIGTERM');
  expect(await ended).toBe(1);
}, 60_000);

/** Sends half of a file and waits for the answer. */
function beginUpload(url: string, person: Person): Promise<unknown> {
  const headers = { 'content-type': 'multipart/form-data; boundary=x', cookie: person.cookie() };
  const outgoing = request(`${url}/api/documents`, { method: 'POST', headers });
  outgoing.write(
    '--x\r\nContent-Disposition: form-data; name="file"; filename="half.txt"\r\n\r\nthe first half',
  );
  return once(outgoing, 'response');
}
