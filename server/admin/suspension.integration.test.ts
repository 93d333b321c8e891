import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#platform/testing/eventually.ts';
import { makeAdmin } from '#platform/testing/makeAdmin.ts';
import { logIn, type Person, signUp } from '#platform/testing/person.ts';
import { sendRaw } from '#platform/testing/rawRequest.ts';
import { type ScriptedProvider, startScriptedProvider, words } from '#platform/testing/scriptedProvider.ts';
import { startTestServer, type TestServer } from '#platform/testing/testServer.ts';
import { openTestSql, type TestSql } from '#platform/testing/testSql.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import { endpoints } from '#shared/endpoints/index.ts';

let provider: ScriptedProvider;
let endProvider = () => {};
let server: TestServer;
let sql: TestSql;
let admin: Person;

beforeAll(async () => {
  sql = openTestSql();
  provider = await startScriptedProvider({}, (end) => {
    endProvider = end;
  });
  server = await startTestServer(provider.environment, 'hand');
  admin = await makeAdmin(sql, await signUp(server.url));
});

afterAll(async () => {
  await server.close();
  await sql.close();
  endProvider();
});

const by = ({ user }: Person) => ({ params: { id: user.id } });
const ways: [string, (person: Person) => Promise<unknown>][] = [
  ['suspended', (person) => admin.call(endpoints.suspendUser, by(person))],
  ['deleted by an admin', (person) => admin.call(endpoints.deleteUser, by(person))],
  ['deleted by themselves', ({ call, password }) => call(endpoints.deleteAccount, { body: { password } })],
];

test.each(ways)(
  'case 36: who is %s is refused by every route of the contract, with the next request',
  async (_how, end) => {
    const person = await signUp(server.url);
    const { id } = await person.newConversation();
    const cookie = person.cookie();
    await end(person);
    for (const [name, { auth, method, path }] of Object.entries<Endpoint>(endpoints)) {
      if (auth === 'public') continue;
      const headers = { cookie, 'content-type': 'application/json' };
      const { status } = await sendRaw(server.url, {
        method,
        path: path.replace(/:\w+/, id),
        headers,
        body: '{}',
      });
      expect([name, status]).toEqual([name, 401]);
    }
  },
);

test('case 36: what is open ends within a second, and the answer that was being written stops with its text', async () => {
  provider.play({ pieces: words(2_000), gapMs: 20 });
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  const { assistantMessage } = await person.say(id, 'Hola');
  const started = Promise.withResolvers<void>();
  const until = (events: unknown[]) => {
    if (events.length > 3) started.resolve();
    return false;
  };
  const answer = person.read(assistantMessage.id, { until }).catch(() => undefined);
  const changes = await person.fetch('/api/sync/events');
  const feed = changes.text().catch(() => undefined);
  await started.promise;
  const before = provider.closedEarly();
  await admin.call(endpoints.suspendUser, by(person));
  const suspended = performance.now();
  await Promise.all([answer, feed]);
  await eventually(
    () => Promise.resolve(provider.closedEarly()),
    (closed) => closed > before,
  );
  expect(performance.now() - suspended).toBeLessThan(1_000);
  await admin.call(endpoints.restoreUser, { ...by(person), body: {} });
  const back = await logIn(server.url, person);
  const { messages } = await back.call(endpoints.listMessages, { params: { id } });
  expect(messages.at(-1)?.status).toBe('stopped');
  expect(messages.at(-1)?.content).toContain('w0 w1');
});

test('case 36: a document that is being read waits while its user is suspended, and is read once they are back', async () => {
  const person = await signUp(server.url);
  provider.play({ embedMs: 2_000 });
  const file = new FormData();
  file.append('file', new File(['# Uno\n\nDos tres.'], 'a.md', { type: 'text/markdown' }));
  const upload = await person.fetch('/api/documents', { method: 'POST', body: file });
  const { document } = endpoints.uploadDocument.success.body.parse(await upload.json());
  const jobOf = async (state: 'waiting' | 'active') =>
    (await admin.call(endpoints.listJobs, { query: { state } })).jobs.find((job) => job.id === document.id);
  await eventually(
    () => jobOf('active'),
    (job) => job !== undefined,
  );
  await admin.call(endpoints.suspendUser, by(person));
  const waiting = await eventually(
    () => jobOf('waiting'),
    (job) => job !== undefined,
  );
  expect(waiting).toMatchObject({ kind: 'read_document', isOnHold: true, user: { email: person.email } });
  provider.play({});
  await admin.call(endpoints.restoreUser, { ...by(person), body: {} });
  const back = await logIn(server.url, person);
  const status = await eventually(
    async () => (await back.call(endpoints.getDocument, { params: { id: document.id } })).document.status,
    (now) => now === 'completed' || now === 'error',
  );
  expect(status).toBe('completed');
});

test('case 36: a job of somebody suspended is not done, however it is begun', async () => {
  const person = await signUp(server.url);
  const file = new FormData();
  file.append('file', new File(['# Uno'], 'a.md', { type: 'text/markdown' }));
  const upload = await person.fetch('/api/documents', { method: 'POST', body: file });
  const { document } = endpoints.uploadDocument.success.body.parse(await upload.json());
  await eventually(
    async () => (await person.call(endpoints.getDocument, { params: { id: document.id } })).document.status,
    (now) => now === 'completed',
  );
  await sql.asSystem(
    `UPDATE documents SET status = 'error', error = '{"code":"internal","message":""}' WHERE user_id = $1`,
    [person.user.id],
  );
  await admin.call(endpoints.suspendUser, by(person));
  const failed = await admin.call(endpoints.listJobs, { query: { state: 'failed' } });
  expect(failed.jobs.find((job) => job.id === document.id)).toMatchObject({
    reason: 'internal',
    isOnHold: true,
  });
  const again = { userId: person.user.id, id: document.id };
  expect(await admin.call(endpoints.retryJobs, { body: { jobs: [again] } })).toEqual({ retried: 1 });
  const [job] = await eventually(
    () =>
      sql.query<{ data: { away?: number } }>(
        "SELECT data FROM pgboss.job WHERE data ->> 'documentId' = $1 AND state = 'created'",
        [document.id],
      ),
    ([waiting]) => (waiting?.data.away ?? 0) > 0,
  );
  expect(job?.data.away).toBe(1);
  const [row] = await sql.asSystem<{ status: string }>('SELECT status FROM documents WHERE user_id = $1', [
    person.user.id,
  ]);
  expect(row?.status).toBe('pending');
});
